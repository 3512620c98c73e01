import type { ErrorEntry } from './error-entry'

/** Failures of endpoints, peers and their rules. */
export const endpointErrors = {
  E_ENDPOINT_UNKNOWN: {
    what: { en: 'There is no such endpoint.', 'zh-CN': '没有这个端点。' },
    remedy: { en: 'It may have been deleted in another window.', 'zh-CN': '它可能已在另一窗口中删除。' },
  },
  E_OPTION: {
    what: {
      en: 'The option “{label}” is wrong: {reason}.',
      'zh-CN': '选项“{label}”有误：{reason}。',
    },
    remedy: { en: 'Correct it and try again.', 'zh-CN': '请更正后重试。' },
  },
  E_OPTION_UNAVAILABLE: {
    what: {
      en: 'The option “{label}” cannot be used here. {needs}',
      'zh-CN': '选项“{label}”在此无法使用。{needs}',
    },
    remedy: { en: 'Set it back to its default.', 'zh-CN': '请恢复为默认值。' },
  },
  E_ENDPOINT_STATE: {
    what: {
      en: 'This cannot be done while the endpoint is {state}.',
      'zh-CN': '端点处于“{state}”状态时无法执行。',
    },
    remedy: { en: 'Start it or wait until it is ready.', 'zh-CN': '请先启动或等待其就绪。' },
  },
  E_PEER_UNKNOWN: {
    what: { en: 'Peer #{peer} is not connected.', 'zh-CN': '对端 #{peer} 未连接。' },
    remedy: { en: 'Choose one from the list of peers.', 'zh-CN': '请从对端列表中选择。' },
  },
  E_NO_PEER: {
    what: { en: 'There is nobody to send to.', 'zh-CN': '没有可发送的对象。' },
    remedy: {
      en: 'Wait until somebody is connected; a UDP endpoint can name an address.',
      'zh-CN': '请等待对端连接；UDP 端点也可指定地址。',
    },
  },
  E_PEER_HALF_CLOSED: {
    what: {
      en: 'This side of the connection to #{peer} is already closed for sending.',
      'zh-CN': '与 #{peer} 的连接本端已关闭发送。',
    },
    remedy: { en: 'Connect again to send.', 'zh-CN': '请重新连接后再发送。' },
  },
  E_PEER_SLOW: {
    what: {
      en: 'Peer #{peer} reads too slowly: {queued} bytes wait already.',
      'zh-CN': '对端 #{peer} 读取过慢：已有 {queued} 字节等待。',
    },
    remedy: {
      en: 'Nothing was sent; try again when it has caught up.',
      'zh-CN': '未发送任何数据，请待其跟上后重试。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
