import type { ErrorEntry } from './error-entry'

/** Failures of the contract and of the hosts. */
export const hostErrors = {
  E_ARGUMENT: {
    what: {
      en: 'The argument {path} of {call} is wrong: {reason}.',
      'zh-CN': '{call} 的参数 {path} 有误：{reason}。',
    },
    remedy: { en: 'Correct it and try again.', 'zh-CN': '请更正后重试。' },
  },
  E_CALL_UNKNOWN: {
    what: { en: 'There is no call {call}.', 'zh-CN': '没有调用 {call}。' },
    remedy: {
      en: 'Window and engine may be of different versions; restart both.',
      'zh-CN': '窗口与引擎版本可能不同，请重新启动。',
    },
  },
  E_LINK_CLOSED: {
    what: { en: 'The connection to the engine is closed.', 'zh-CN': '与引擎的连接已关闭。' },
    remedy: { en: 'Reload the window.', 'zh-CN': '请重新加载窗口。' },
  },
  E_NOT_SUPPORTED: {
    what: { en: '{feature} is not available in this host.', 'zh-CN': '此主机不提供{feature}。' },
    remedy: { en: 'Use the desktop app for it.', 'zh-CN': '请使用桌面应用。' },
  },
  E_USAGE: {
    what: { en: '{reason}.', 'zh-CN': '{reason}。' },
    remedy: { en: 'Run sockwright --help for the options.', 'zh-CN': '运行 sockwright --help 查看选项。' },
  },
  E_INTERNAL: {
    what: {
      en: 'Something went wrong inside Sockwright: {reason}.',
      'zh-CN': 'Sockwright 内部出错：{reason}。',
    },
    remedy: {
      en: 'Nothing recorded is lost; please report it.',
      'zh-CN': '已记录的内容不会丢失；请报告此问题。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
