import { defineMessages } from '../language/define-messages'

export const noticeMessages = defineMessages({
  en: {
    label: 'Notices',
    dismiss: 'Close the notice',
    linkLost:
      'The connection to the engine is lost. If only the line is cut, sockets and recordings there still run; if the engine has crashed, its sockets are closed and what was recorded is kept.',
    reconnect: 'Reconnect',
    reconnecting: 'Reconnecting…',
    unreachable: 'The engine cannot be reached. Is Sockwright still running?',
  },
  'zh-CN': {
    label: '通知',
    dismiss: '关闭通知',
    linkLost:
      '与引擎的连接已断开。若只是线路中断，那里的套接字和记录仍在运行；若引擎崩溃，其套接字已关闭，已记录的内容会保留。',
    reconnect: '重新连接',
    reconnecting: '正在重新连接…',
    unreachable: '无法连接引擎。Sockwright 是否仍在运行？',
  },
})
