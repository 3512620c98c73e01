import type { ErrorEntry } from './error-entry'

/** Failures of load. */
export const loadErrors = {
  E_LOAD_PUBLIC: {
    what: {
      en: '{target} is neither this machine nor in a private network, and a load would burden whoever owns it.',
      'zh-CN': '{target} 既非本机，也不在私有网络内，压测会给其所有者带来负担。',
    },
    remedy: {
      en: 'Where its owner allows it, say so with --target-is-mine, or in the question that the window asks.',
      'zh-CN': '若所有者允许，请在命令行加 --target-is-mine，或在窗口的询问中确认。',
    },
  },
  E_LOAD_BUSY: {
    what: { en: 'A load is running already.', 'zh-CN': '已有压测正在运行。' },
    remedy: { en: 'Stop it first.', 'zh-CN': '请先停止它。' },
  },
  E_LOAD_NONE: {
    what: { en: 'No load has been started.', 'zh-CN': '尚未开始过压测。' },
    remedy: { en: 'Start one first.', 'zh-CN': '请先开始一次压测。' },
  },
  E_LOAD_FILES: {
    what: {
      en: '{clients} clients need more open files than this process may have ({limit}).',
      'zh-CN': '{clients} 个客户端所需的打开文件数超过本进程上限（{limit}）。',
    },
    remedy: {
      en: 'Take at most {most} clients, or raise the limit: ulimit -n.',
      'zh-CN': '请将客户端数减至 {most} 以内，或用 ulimit -n 提高上限。',
    },
  },
  E_LOAD_TIMEOUT: {
    what: { en: 'No reply came within {ms} ms.', 'zh-CN': '{ms} 毫秒内未收到应答。' },
    remedy: {
      en: 'The target may be overloaded, or answers nothing.',
      'zh-CN': '目标可能过载，或不作应答。',
    },
  },
  E_LOAD_REPLY: {
    what: { en: 'A reply was not as expected.', 'zh-CN': '应答与期望不符。' },
    remedy: {
      en: 'Look at the expectation, and at how replies are framed.',
      'zh-CN': '请检查期望设置以及应答的分帧方式。',
    },
  },
  E_LOAD_CLOSED: {
    what: { en: 'The target closed a connection.', 'zh-CN': '目标关闭了连接。' },
    remedy: { en: 'The client connects again.', 'zh-CN': '客户端将重新连接。' },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
