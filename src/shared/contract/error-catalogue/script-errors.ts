import type { ErrorEntry } from './error-entry'

/** Failures of a person's scripts. `place` is a LocalText such as “line 3, column 7”. */
export const scriptErrors = {
  E_SCRIPT_SYNTAX: {
    what: {
      en: 'The script cannot be read ({place}): {reason}.',
      'zh-CN': '脚本无法解析（{place}）：{reason}。',
    },
    remedy: { en: 'Correct it and apply it again.', 'zh-CN': '请更正后重新应用。' },
  },
  E_SCRIPT_TYPES: {
    what: {
      en: 'The script cannot be run ({place}): “{word}” is more than a type, code would have to be made of it.',
      'zh-CN': '脚本无法运行（{place}）：“{word}”不只是类型，需要由它生成代码。',
    },
    remedy: {
      en: 'Write it as JavaScript: an object for an enum or a namespace, an assignment for a parameter that is a property.',
      'zh-CN': '请改用 JavaScript：用对象代替 enum 或 namespace，用赋值代替参数属性。',
    },
  },
  E_SCRIPT_THROWN: {
    what: { en: 'The script failed ({place}): {reason}.', 'zh-CN': '脚本出错（{place}）：{reason}。' },
    remedy: {
      en: 'It goes on with what comes next.',
      'zh-CN': '脚本将继续处理后续内容。',
    },
  },
  E_SCRIPT_START: {
    what: {
      en: 'The script failed at its start ({place}): {reason}.',
      'zh-CN': '脚本启动时出错（{place}）：{reason}。',
    },
    remedy: { en: 'It was stopped; the endpoint goes on without it.', 'zh-CN': '脚本已停止，端点继续运行。' },
  },
  E_SCRIPT_DEADLINE: {
    what: {
      en: 'The script was stopped ({place}): one call took longer than {ms} ms.',
      'zh-CN': '脚本已停止（{place}）：单次调用超过 {ms} 毫秒。',
    },
    remedy: {
      en: 'The endpoint goes on without it; look for a loop that does not end, and use timers to wait.',
      'zh-CN': '端点继续运行。请检查是否有死循环，等待请使用定时器。',
    },
  },
  E_SCRIPT_MEMORY: {
    what: {
      en: 'The script was stopped ({place}): it needs more than its {megabytes} MB of memory.',
      'zh-CN': '脚本已停止（{place}）：所需内存超过 {megabytes} MB 上限。',
    },
    remedy: {
      en: 'The endpoint goes on without it; keep less in its variables.',
      'zh-CN': '端点继续运行。请减少变量中保存的数据。',
    },
  },
  E_SCRIPT_HUNG: {
    what: { en: 'The script no longer answered and was stopped.', 'zh-CN': '脚本失去响应，已被停止。' },
    remedy: { en: 'The endpoint goes on without it.', 'zh-CN': '端点继续运行。' },
  },
  E_SCRIPT_UNFINISHED: {
    what: {
      en: 'The script was still at work {ms} ms after its endpoint had stopped, and was ended.',
      'zh-CN': '端点停止 {ms} 毫秒后脚本仍在运行，已被终止。',
    },
    remedy: {
      en: 'What it was still to do is left out; let its calls be shorter.',
      'zh-CN': '其余工作未完成。请缩短单次调用的耗时。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
