import { defineMessages } from '../language/define-messages'

export const noticeMessages = defineMessages({
  en: {
    label: 'Notices',
    dismiss: 'Close the notice',
    linkLost: 'The connection to the engine is lost. Sockets and recordings there may still run.',
    reconnect: 'Reconnect',
    reconnecting: 'Reconnecting…',
    unreachable: 'The engine cannot be reached. Is Sockwright still running?',
  },
  'zh-CN': {
    label: '通知',
    dismiss: '关闭通知',
    linkLost: '与引擎的连接已断开。那里的套接字和记录可能仍在运行。',
    reconnect: '重新连接',
    reconnecting: '正在重新连接…',
    unreachable: '无法连接引擎。Sockwright 是否仍在运行？',
  },
})
