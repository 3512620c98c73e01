import { formatDuration } from '../../format/format-duration'
import type { Language, LocalText } from '../../language/local-text'
import type { CaptureEventName } from '../capture-event'
import { failureValue, type EventWordsTable } from './event-words'

/** Words behind the path of an opened WebSocket. */
const agreed: Readonly<Record<'protocol' | 'deflate', LocalText>> = {
  protocol: { en: ', sub-protocol {protocol}', 'zh-CN': '，子协议 {protocol}' },
  deflate: { en: ', compressed', 'zh-CN': '，已压缩' },
}

/** A latency, to the µs below a second. */
function latency(ms: number, language: Language): string {
  return ms < 1_000 ? `${ms.toFixed(ms < 10 ? 3 : 1)} ms` : formatDuration(ms, language)
}

/** The words of what happens to a WebSocket beside its messages. */
export const websocketEventWords = {
  'websocket-opened': {
    sentence: {
      en: 'WebSocket open at {path}{protocol}{deflate}',
      'zh-CN': 'WebSocket 已打开：{path}{protocol}{deflate}',
    },
    values: ({ path, protocol, deflate }, language) => ({
      path,
      protocol: protocol === null ? '' : agreed.protocol[language].replace('{protocol}', () => protocol),
      deflate: deflate ? agreed.deflate[language] : '',
    }),
    severity: 'info',
  },
  'websocket-refused': {
    sentence: { en: 'no WebSocket: {failure}', 'zh-CN': '未能打开 WebSocket：{failure}' },
    values: failureValue,
    severity: 'error',
  },
  'ping-answered': {
    sentence: { en: 'ping answered in {latency}', 'zh-CN': 'ping 应答耗时 {latency}' },
    values: ({ latencyMs }, language) => ({ latency: latency(latencyMs, language) }),
    severity: 'info',
  },
  'ping-unanswered': {
    sentence: { en: 'no answer to a ping for {wait}', 'zh-CN': 'ping 在{wait}内未获应答' },
    values: ({ afterMs }, language) => ({ wait: formatDuration(afterMs, language) }),
    severity: 'warning',
  },
  'compressed-cut': {
    sentence: {
      en: 'ended within a compressed message: {bytes} bytes of it cannot be read without their end',
      'zh-CN': '在压缩消息中途断开：其中 {bytes} 字节缺少结尾，无法解读',
    },
    values: ({ bytes }) => ({ bytes }),
    severity: 'warning',
  },
  'close-unanswered': {
    sentence: {
      en: 'the peer did not answer the close for {wait}: ended all the same',
      'zh-CN': '对端在{wait}内未应答关闭：已直接断开',
    },
    values: ({ afterMs }, language) => ({ wait: formatDuration(afterMs, language) }),
    severity: 'warning',
  },
} satisfies Partial<EventWordsTable<CaptureEventName>>
