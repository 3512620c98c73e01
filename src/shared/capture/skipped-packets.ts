import type { LocalText } from '../language/local-text'

/** Why packets of a packet file are not in the capture that was made of it, in the words of the event `imported`. */
export const skipReasons = {
  'link-type': { en: 'of a link type that is not known', 'zh-CN': '链路类型未知' },
  'other-protocol': { en: 'neither TCP nor UDP over IP', 'zh-CN': '不是基于 IP 的 TCP 或 UDP' },
  fragment: { en: 'IP fragments whose others are missing', 'zh-CN': '缺少其余分片的 IP 分片' },
  'fragment-overlap': {
    en: 'overlapping IPv6 fragments (RFC 5722)',
    'zh-CN': '重叠的 IPv6 分片（RFC 5722）',
  },
  broken: { en: 'with broken headers', 'zh-CN': '头部损坏' },
  late: { en: 'with data of connections that had ended', 'zh-CN': '属于已结束连接的数据' },
} as const satisfies Readonly<Record<string, LocalText>>
export type SkipReason = keyof typeof skipReasons

/** So many packets were left out for one reason. */
export interface SkippedPackets {
  readonly why: SkipReason
  readonly packets: number
}
