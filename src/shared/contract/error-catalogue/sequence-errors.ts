import type { ErrorEntry } from './error-entry'

/** Failures of sequences. `step` is the number of the step as people count: `2`, and within a loop `2.3`. */
export const sequenceErrors = {
  E_SEQUENCE_UNKNOWN: {
    what: { en: 'There is no sequence “{name}”.', 'zh-CN': '没有名为“{name}”的序列。' },
    remedy: { en: 'Choose one of the workspace.', 'zh-CN': '请选择工作区中的序列。' },
  },
  E_SEQUENCE_NAME: {
    what: { en: 'Another sequence is called “{name}”.', 'zh-CN': '另一个序列已名为“{name}”。' },
    remedy: {
      en: 'Rules name sequences; give it a name of its own.',
      'zh-CN': '规则按名称引用序列，请另起名称。',
    },
  },
  E_SEQUENCE_FULL: {
    what: {
      en: 'A workspace holds at most {sequences} sequences, {characters} characters in all.',
      'zh-CN': '工作区最多有 {sequences} 个序列，共 {characters} 个字符。',
    },
    remedy: { en: 'Delete some that are not needed.', 'zh-CN': '请删除不需要的序列。' },
  },
  E_SEQUENCE_PAYLOAD: {
    what: { en: 'The library has no payload “{name}”.', 'zh-CN': '载荷库中没有“{name}”。' },
    remedy: {
      en: 'Choose another one, or write it into the step.',
      'zh-CN': '请选择其他载荷，或直接写在步骤中。',
    },
  },
  E_SEQUENCE_FILE: {
    what: { en: 'The file of sequences was not taken: {reason}.', 'zh-CN': '未导入序列文件：{reason}。' },
    remedy: {
      en: 'Nothing was changed; docs/sequences.md tells how such a file is written.',
      'zh-CN': '未作任何更改；文件格式见 docs/sequences.md。',
    },
  },
  E_SEQUENCE_EMPTY: {
    what: { en: 'The sequence “{name}” has no steps.', 'zh-CN': '序列“{name}”没有步骤。' },
    remedy: { en: 'Add a step.', 'zh-CN': '请添加步骤。' },
  },
  E_SEQUENCE_CONSENT: {
    what: {
      en: 'This workspace was not made here and wants to run the sequence “{name}”.',
      'zh-CN': '此工作区并非在本机创建，它要运行序列“{name}”。',
    },
    remedy: {
      en: 'Allow it for this workspace if you trust where it came from.',
      'zh-CN': '如果信任其来源，请允许此工作区运行。',
    },
  },
  E_SEQUENCE_TIMEOUT: {
    what: {
      en: 'Step {step}: the expected message did not come within {ms} ms. Others that came: {heard}.',
      'zh-CN': '第 {step} 步：{ms} 毫秒内未收到所期待的消息，期间收到其他消息 {heard} 条。',
    },
    remedy: { en: 'The steps behind it were not done.', 'zh-CN': '其后的步骤未执行。' },
  },
  E_SEQUENCE_PEER: {
    what: {
      en: 'Step {step}: the connection of peer #{peer} had ended.',
      'zh-CN': '第 {step} 步：对端 #{peer} 的连接已结束。',
    },
    remedy: { en: 'The steps behind it were not done.', 'zh-CN': '其后的步骤未执行。' },
  },
  E_SEQUENCE_ROUNDS: {
    what: {
      en: 'Step {step}: {rounds} rounds did not bring what the loop waits for.',
      'zh-CN': '第 {step} 步：循环 {rounds} 次仍未等到所需内容。',
    },
    remedy: { en: 'The steps behind it were not done.', 'zh-CN': '其后的步骤未执行。' },
  },
  E_SEQUENCE_STEP: {
    what: { en: 'Step {step}: {reason}.', 'zh-CN': '第 {step} 步：{reason}。' },
    remedy: { en: 'The steps behind it were not done.', 'zh-CN': '其后的步骤未执行。' },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
