import { app } from 'electron'
import { fillText, type LocalText } from '../../shared/language/local-text'

/** What the system's dialogs say; everything else is said by the window. */
const desktopTexts = {
  quitQuestion: {
    en: 'Quit Sockwright while {count} endpoints are running?',
    'zh-CN': '有 {count} 个端点正在运行，确定退出 Sockwright？',
  },
  openQuestion: {
    en: 'Open another workspace while {count} endpoints are running?',
    'zh-CN': '有 {count} 个端点正在运行，确定打开另一个工作区？',
  },
  socketsClose: {
    en: 'Their sockets are closed. Everything recorded is kept.',
    'zh-CN': '它们的套接字将被关闭，已记录的内容会保留。',
  },
  quit: { en: 'Quit', 'zh-CN': '退出' },
  open: { en: 'Open', 'zh-CN': '打开' },
  cancel: { en: 'Cancel', 'zh-CN': '取消' },
  reload: { en: 'Reload', 'zh-CN': '重新加载' },
  windowGone: { en: 'The window has crashed.', 'zh-CN': '窗口已崩溃。' },
  windowGoneDetail: {
    en: 'The endpoints go on and nothing recorded is lost. Reload the window to see them again.',
    'zh-CN': '端点仍在运行，已记录的内容没有丢失。重新加载窗口即可继续查看。',
  },
  engineGone: { en: 'The engine has ended unexpectedly.', 'zh-CN': '引擎意外终止。' },
  engineGoneDetail: {
    en: '{reason} All sockets are closed; what was recorded is kept. Start Sockwright again.',
    'zh-CN': '{reason} 所有套接字已关闭，已记录的内容会保留。请重新启动 Sockwright。',
  },
  engineRestartedDetail: {
    en: '{reason} All sockets are closed; what was recorded is kept. A new engine is ready: reload the window to go on.',
    'zh-CN': '{reason} 所有套接字已关闭，已记录的内容会保留。新的引擎已就绪：重新加载窗口即可继续。',
  },
  startFailed: { en: 'Sockwright cannot start.', 'zh-CN': 'Sockwright 无法启动。' },
} as const satisfies Readonly<Record<string, LocalText>>

/** One of the texts in the system's language. */
export function desktopText(
  name: keyof typeof desktopTexts,
  values: Readonly<Record<string, unknown>> = {},
): string {
  return fillText(desktopTexts[name][app.getLocale().startsWith('zh') ? 'zh-CN' : 'en'], values)
}
