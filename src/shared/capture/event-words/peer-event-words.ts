import { failureText } from '../../contract/errors'
import type { CloseStatus, PeerEnd, WebSocketClose } from '../../endpoints/endpoint-status'
import { formatAddress, type SocketAddress } from '../../endpoints/socket-address'
import { formatBytes } from '../../format/format-bytes'
import { formatDuration } from '../../format/format-duration'
import { fillText, type Language, type LocalText } from '../../language/local-text'
import type { CaptureEventName, EventSeverity } from '../capture-event'
import { causeKindTexts } from '../cause-text'
import { namedCauseParts } from '../record'
import {
  failureInText,
  failureValue,
  type EventOf,
  type EventValues,
  type EventWordsTable,
} from './event-words'

function bothAddresses(event: {
  readonly local: SocketAddress
  readonly remote: SocketAddress
}): EventValues {
  return { local: formatAddress(event.local), remote: formatAddress(event.remote) }
}

const closed = {
  byUs: {
    en: 'closed from here after {duration}: {received} in, {sent} out{codes}',
    'zh-CN': '{duration}后由本端关闭：收 {received}，发 {sent}{codes}',
  },
  resetByUs: {
    en: 'reset from here after {duration}: {received} in, {sent} out{codes}',
    'zh-CN': '{duration}后由本端重置：收 {received}，发 {sent}{codes}',
  },
  byPeer: {
    en: 'the peer closed after {duration}: {received} in, {sent} out{codes}',
    'zh-CN': '{duration}后对端关闭了连接：收 {received}，发 {sent}{codes}',
  },
  resetByPeer: {
    en: 'ECONNRESET: the peer reset the connection after {total}',
    'zh-CN': 'ECONNRESET：传输 {total} 后对端重置了连接',
  },
  byFailure: {
    en: 'the connection ended after {duration}{codes}: {failure}',
    'zh-CN': '{duration}后连接中断{codes}：{failure}',
  },
} as const satisfies Readonly<Record<string, LocalText>>

const sequenceEnded = {
  passed: { en: 'sequence {sequence}: all steps passed', 'zh-CN': '序列 {sequence}：全部步骤通过' },
  failed: { en: 'sequence {sequence} failed: {failure}', 'zh-CN': '序列 {sequence} 失败：{failure}' },
  stopped: { en: 'sequence {sequence} was stopped', 'zh-CN': '序列 {sequence} 已停止' },
} as const satisfies Readonly<Record<string, LocalText>>

const causeActs: LocalText = { en: '{kind} “{name}” acts', 'zh-CN': '{kind}“{name}”开始起作用' }
const dialogueBegins: LocalText = {
  en: '{name} is spoken until TLS begins',
  'zh-CN': 'TLS 开始前使用 {name} 对话',
}

function closedSentence(end: PeerEnd): LocalText {
  if (end.by === 'failure') return closed.byFailure
  if (end.by === 'us') return closed[end.how === 'reset' ? 'resetByUs' : 'byUs']
  return closed[end.how === 'reset' ? 'resetByPeer' : 'byPeer']
}

function closedSeverity(end: PeerEnd): EventSeverity {
  const { webSocket } = end
  if (webSocket && !webSocket.received && end.by === 'peer') return 'warning'
  if (end.by === 'failure') return 'error'
  return end.how === 'reset' && end.by === 'peer' ? 'error' : 'info'
}

const codeWords = {
  sent: { en: 'close {code} sent', 'zh-CN': '已发送关闭 {code}' },
  received: { en: 'close {code} received', 'zh-CN': '收到关闭 {code}' },
  neither: { en: 'no close frame (1006)', 'zh-CN': '没有关闭帧（1006）' },
  without: { en: 'without a code', 'zh-CN': '（无代码）' },
} as const satisfies Readonly<Record<string, LocalText>>

/** The codes and reasons of a WebSocket's close frames; in the midst of a sentence they are bracketed. */
function closeCodes({ sent, received }: WebSocketClose, language: Language, isAmidst: boolean): string {
  const words = [
    ...(received ? [codeText('received', received, language)] : []),
    ...(sent ? [codeText('sent', sent, language)] : []),
  ]
  if (words.length === 0) words.push(codeWords.neither[language])
  const text = words.join(language === 'en' ? ', ' : '，')
  if (isAmidst) return language === 'en' ? ` (${text})` : `（${text}）`
  return language === 'en' ? `; ${text}` : `；${text}`
}

function codeText(which: 'sent' | 'received', { code, reason }: CloseStatus, language: Language): string {
  const number = code === null ? codeWords.without[language] : String(code)
  const text = fillText(codeWords[which][language], { code: number })
  return reason === '' ? text : `${text} “${reason}”`
}

function closedValues(event: EventOf<'closed' | 'leg-closed'>, language: Language): EventValues {
  return {
    duration: formatDuration(event.durationMs, language),
    received: formatBytes(event.receivedBytes),
    sent: formatBytes(event.sentBytes),
    total: formatBytes(event.receivedBytes + event.sentBytes),
    codes: event.end.webSocket ? closeCodes(event.end.webSocket, language, event.end.by === 'failure') : '',
    failure: event.end.by === 'failure' ? failureInText(event.end.failure, language) : '',
  }
}

/** The words of what happens to one peer, from its appearance to its end. */
export const peerEventWords = {
  connected: {
    sentence: { en: 'connected to {remote} from {local}', 'zh-CN': '已从 {local} 连接到 {remote}' },
    values: bothAddresses,
    severity: 'info',
  },
  accepted: {
    sentence: { en: 'accepted from {remote}', 'zh-CN': '已接受来自 {remote} 的连接' },
    values: bothAddresses,
    severity: 'info',
  },
  'peer-appeared': {
    sentence: { en: 'first datagram with {remote}', 'zh-CN': '首次与 {remote} 交换数据报' },
    values: ({ remote }) => ({ remote: formatAddress(remote) }),
    severity: 'info',
  },
  'end-received': {
    sentence: { en: 'the peer ended its side (FIN received)', 'zh-CN': '对端已结束发送（收到 FIN）' },
    severity: 'info',
  },
  'end-sent': {
    sentence: { en: 'ended this side (FIN sent)', 'zh-CN': '本端已结束发送（已发 FIN）' },
    severity: 'info',
  },
  'send-failed': {
    sentence: {
      en: '{unsent} never left, from record {record} on: {failure}',
      'zh-CN': '自记录 {record} 起有 {unsent} 未发出：{failure}',
    },
    values: ({ record, unsent, failure }, language) => ({
      record,
      unsent: formatBytes(unsent),
      failure: failureInText(failure, language),
    }),
    severity: 'error',
  },
  'number-taken': {
    sentence: { en: 'we are number {number} there', 'zh-CN': '本端在对方的编号为 {number}' },
    values: ({ number }) => ({ number }),
    severity: 'info',
  },
  alert: {
    sentence: { en: '{rule}: {text}', 'zh-CN': '提醒 {rule}：{text}' },
    values: ({ rule, text }) => ({ rule, text }),
    severity: 'warning',
  },
  'sequence-ended': {
    sentence: ({ outcome }) => sequenceEnded[outcome],
    values: ({ sequence, failure }, language) => ({
      sequence,
      failure: failure ? failureText(failure, language) : '',
    }),
    severity: ({ outcome }) => (outcome === 'failed' ? 'error' : 'info'),
  },
  'answer-failed': {
    sentence: { en: 'the answer could not be made: {failure}', 'zh-CN': '无法生成应答：{failure}' },
    values: failureValue,
    severity: 'error',
  },
  'cause-named': {
    sentence: ({ cause }) => (namedCauseParts(cause)[0] === 'starttls' ? dialogueBegins : causeActs),
    values: ({ cause }, language) => {
      const [kind, name] = namedCauseParts(cause)
      return { kind: causeKindTexts[kind][language], name }
    },
    severity: 'info',
  },
  closed: {
    sentence: ({ end }) => closedSentence(end),
    values: closedValues,
    severity: ({ end }) => closedSeverity(end),
  },
  'leg-closed': {
    sentence: ({ end }) => closedSentence(end),
    values: closedValues,
    severity: ({ end }) => closedSeverity(end),
  },
} satisfies Partial<EventWordsTable<CaptureEventName>>
