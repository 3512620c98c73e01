import { assertNever } from '../assert-never'
import { failureText, type Failure } from '../contract/errors'
import { captureKindTexts } from '../endpoints/endpoint-kind'
import type { PeerEnd } from '../endpoints/endpoint-status'
import { formatAddress, type SocketAddress } from '../endpoints/socket-address'
import { formatBytes } from '../format/format-bytes'
import { formatDuration } from '../format/format-duration'
import { fillText, type Language, type LocalText } from '../language/local-text'
import type { CaptureEvent, CaptureEventName, EventSeverity } from './capture-event'
import { causeKindTexts } from './cause-text'
import { namedCauseParts } from './record'
import { skipReasons } from './skipped-packets'

type EventOf<N extends CaptureEventName> = Extract<CaptureEvent, { event: N }>

/** The sentence of each event; `{name}` places are filled by {@link eventValues}. */
const sentences: Readonly<Record<Exclude<CaptureEventName, 'closed'>, LocalText>> = {
  started: { en: 'started: {kind} “{name}”', 'zh-CN': '已启动：{kind}“{name}”' },
  listening: { en: 'listening on {local}', 'zh-CN': '正在监听 {local}' },
  bound: {
    en: 'bound to {local}, receive buffer {granted}{shortfall}',
    'zh-CN': '已绑定 {local}，接收缓冲区 {granted}{shortfall}',
  },
  'start-failed': { en: 'could not start: {failure}', 'zh-CN': '启动失败：{failure}' },
  'looked-up': { en: '{host} is {addresses}', 'zh-CN': '{host} 的地址是 {addresses}' },
  connecting: {
    en: 'connecting to {remote}, attempt {attempt}',
    'zh-CN': '正在连接 {remote}，第 {attempt} 次尝试',
  },
  'connect-failed': { en: 'could not connect: {failure}', 'zh-CN': '连接失败：{failure}' },
  connected: { en: 'connected to {remote} from {local}', 'zh-CN': '已从 {local} 连接到 {remote}' },
  'reconnect-scheduled': {
    en: 'connecting again in {wait}, attempt {attempt}',
    'zh-CN': '{wait}后重连，第 {attempt} 次尝试',
  },
  accepted: { en: 'accepted from {remote}', 'zh-CN': '已接受来自 {remote} 的连接' },
  'client-refused': {
    en: 'turned away {remote}: the limit of {limit} clients is reached',
    'zh-CN': '已拒绝 {remote}：客户端数已达上限 {limit}',
  },
  'peer-appeared': { en: 'first datagram with {remote}', 'zh-CN': '首次与 {remote} 交换数据报' },
  'end-received': {
    en: 'the peer ended its side (FIN received)',
    'zh-CN': '对端已结束发送（收到 FIN）',
  },
  'end-sent': { en: 'ended this side (FIN sent)', 'zh-CN': '本端已结束发送（已发 FIN）' },
  'send-failed': {
    en: '{unsent} never left, from record {record} on: {failure}',
    'zh-CN': '自记录 {record} 起有 {unsent} 未发出：{failure}',
  },
  'number-taken': { en: 'we are number {number} there', 'zh-CN': '本端在对方的编号为 {number}' },
  alert: { en: '{rule}: {text}', 'zh-CN': '提醒 {rule}：{text}' },
  'answer-failed': { en: 'the answer could not be made: {failure}', 'zh-CN': '无法生成应答：{failure}' },
  'socket-failed': { en: 'the socket failed: {failure}', 'zh-CN': '套接字出错：{failure}' },
  'accept-stopped': { en: 'stopped accepting: {failure}', 'zh-CN': '已暂停接受连接：{failure}' },
  'accept-resumed': { en: 'accepting again', 'zh-CN': '已恢复接受连接' },
  'recording-stopped': { en: 'recording stopped: {failure}', 'zh-CN': '记录已停止：{failure}' },
  'recording-resumed': {
    en: 'recording again; {lost} in {lostMessages} messages were not recorded',
    'zh-CN': '已恢复记录；其间 {lostMessages} 条消息共 {lost} 未记录',
  },
  'message-too-long': {
    en: 'a message{announced} is longer than the limit of {limit}: recorded in parts',
    'zh-CN': '消息{announced}超过上限 {limit}：已分段记录',
  },
  'length-invalid': {
    en: 'the length field makes no message: its bytes are recorded as a part, framing goes on behind them',
    'zh-CN': '长度字段无法构成消息：其字节已单独记录，从其后继续分帧',
  },
  'unfinished-recorded': {
    en: 'all unfinished messages together exceed {limit}: {bytes} of the longest recorded as a part',
    'zh-CN': '所有未完成消息合计超过 {limit}：已将最长者的 {bytes} 作为一部分记录',
  },
  'kernel-dropped': {
    en: 'the system dropped {datagrams} datagrams before they were read, {total} in all',
    'zh-CN': '系统在读取前丢弃了 {datagrams} 个数据报，累计 {total} 个',
  },
  'clock-stepped': {
    en: 'the system clock was set {direction} by {step}; recorded times go on undisturbed',
    'zh-CN': '系统时钟被{direction}了 {step}；记录的时间不受影响',
  },
  recovered: {
    en: 'the capture was not closed properly; mended on opening: {mended}',
    'zh-CN': '捕获未正常关闭；打开时已修复：{mended}',
  },
  'cause-named': { en: '{kind} “{name}” acts', 'zh-CN': '{kind}“{name}”开始起作用' },
  'rolled-over': { en: 'the capture goes on in {next}', 'zh-CN': '捕获在 {next} 中继续' },
  'stream-gap': {
    en: '{bytes} {direction} are missing in the packet file',
    'zh-CN': '数据包文件中缺少{direction}的 {bytes}',
  },
  imported: {
    en: 'imported {packets} packets of {file}{skipped}{broken}',
    'zh-CN': '已导入 {file} 的 {packets} 个数据包{skipped}{broken}',
  },
  stopped: { en: 'stopped', 'zh-CN': '已停止' },
}

/** The names of all events. */
export const captureEventNames: readonly CaptureEventName[] = [
  ...(Object.keys(sentences) as (keyof typeof sentences)[]),
  'closed',
]

/** Words that stand inside sentences. */
const parts = {
  shortfall: { en: ' of {wanted} asked for', 'zh-CN': '（申请了 {wanted}）' },
  announced: { en: ' of {bytes}', 'zh-CN': '（{bytes}）' },
  forward: { en: 'forward', 'zh-CN': '调快' },
  back: { en: 'back', 'zh-CN': '调慢' },
  gapIn: { en: 'received', 'zh-CN': '接收' },
  gapOut: { en: 'sent', 'zh-CN': '发送' },
  skipped: { en: '; left out: {list}', 'zh-CN': '；未包括：{list}' },
  skippedOne: { en: '{packets} {why}', 'zh-CN': '{packets} 个{why}' },
  brokenOff: { en: '; {failure}', 'zh-CN': '；{failure}' },
  nothingMended: { en: 'nothing was missing', 'zh-CN': '没有缺失' },
  cutIndex: { en: '{bytes} of a torn index entry cut off', 'zh-CN': '切除 {bytes} 残缺索引' },
  unindexed: {
    en: '{bytes} found beyond the index kept as one record',
    'zh-CN': '索引之外的 {bytes} 保留为一条记录',
  },
  unfinished: { en: '{bytes} of unfinished messages kept', 'zh-CN': '保留未完成的消息 {bytes}' },
  closedByUs: {
    en: 'closed from here after {duration}: {received} in, {sent} out',
    'zh-CN': '{duration}后由本端关闭：收 {received}，发 {sent}',
  },
  resetByUs: {
    en: 'reset from here after {duration}: {received} in, {sent} out',
    'zh-CN': '{duration}后由本端重置：收 {received}，发 {sent}',
  },
  closedByPeer: {
    en: 'the peer closed after {duration}: {received} in, {sent} out',
    'zh-CN': '{duration}后对端关闭了连接：收 {received}，发 {sent}',
  },
  resetByPeer: {
    en: 'ECONNRESET: the peer reset the connection after {total}',
    'zh-CN': 'ECONNRESET：传输 {total} 后对端重置了连接',
  },
  closedByFailure: {
    en: 'the connection ended after {duration}: {failure}',
    'zh-CN': '{duration}后连接中断：{failure}',
  },
} as const satisfies Readonly<Record<string, LocalText>>

type Values = Readonly<Record<string, string | number>>

/** A failure inside a sentence: its code first, which is what people search for. */
function failureInText(failure: Failure, language: Language): string {
  return `${failure.code} ${failureText(failure, language)}`
}

function addressInText(at: SocketAddress | null): string {
  return at ? formatAddress(at) : ''
}

function closedSentence(end: PeerEnd, language: Language): string {
  if (end.by === 'failure') return parts.closedByFailure[language]
  if (end.by === 'us') return parts[end.how === 'reset' ? 'resetByUs' : 'closedByUs'][language]
  return parts[end.how === 'reset' ? 'resetByPeer' : 'closedByPeer'][language]
}

function closedText(event: EventOf<'closed'>, language: Language): string {
  return fillText(closedSentence(event.end, language), {
    duration: formatDuration(event.durationMs, language),
    received: formatBytes(event.receivedBytes),
    sent: formatBytes(event.sentBytes),
    total: formatBytes(event.receivedBytes + event.sentBytes),
    failure: event.end.by === 'failure' ? failureInText(event.end.failure, language) : '',
  })
}

function boundValues(event: EventOf<'bound'>, language: Language): Values {
  const { wanted, granted } = event.receiveBuffer
  const shortfall = fillText(parts.shortfall[language], { wanted: formatBytes(wanted) })
  return {
    local: formatAddress(event.local),
    granted: formatBytes(granted),
    shortfall: granted < wanted ? shortfall : '',
  }
}

function skippedText({ skipped }: EventOf<'imported'>, language: Language): string {
  if (skipped.length === 0) return ''
  const list = skipped.map(({ why, packets }) =>
    fillText(parts.skippedOne[language], { packets, why: skipReasons[why][language] }),
  )
  return fillText(parts.skipped[language], { list: list.join(', ') })
}

function announcedText({ announced }: EventOf<'message-too-long'>, language: Language): string {
  return announced === null ? '' : fillText(parts.announced[language], { bytes: formatBytes(announced) })
}

function mendedText(event: EventOf<'recovered'>, language: Language): string {
  const found = [
    [parts.cutIndex, event.cutIndexBytes],
    [parts.unindexed, event.unindexedBytes],
    [parts.unfinished, event.unfinishedBytes],
  ] as const
  const sentences = found
    .filter(([, bytes]) => bytes > 0)
    .map(([text, bytes]) => fillText(text[language], { bytes: formatBytes(bytes) }))
  if (sentences.length === 0) return parts.nothingMended[language]
  return sentences.join(language === 'en' ? ', ' : '，')
}

/** What fills the places of an event's sentence. */
function eventValues(event: Exclude<CaptureEvent, EventOf<'closed'>>, language: Language): Values {
  switch (event.event) {
    case 'started':
      return { kind: captureKindTexts[event.kind].name[language], name: event.name }
    case 'bound':
      return boundValues(event, language)
    case 'listening':
      return { local: formatAddress(event.local) }
    case 'connected':
    case 'accepted':
      return { local: formatAddress(event.local), remote: formatAddress(event.remote) }
    case 'looked-up':
      return { host: event.host, addresses: event.addresses.join(', ') }
    case 'connecting':
      return { remote: formatAddress(event.remote), attempt: event.attempt }
    case 'connect-failed':
      return { remote: addressInText(event.remote), failure: failureInText(event.failure, language) }
    case 'number-taken':
      return { number: event.number }
    case 'alert':
      return { rule: event.rule, text: event.text }
    case 'start-failed':
    case 'answer-failed':
    case 'socket-failed':
    case 'accept-stopped':
    case 'recording-stopped':
      return { failure: failureInText(event.failure, language) }
    case 'reconnect-scheduled':
      return { wait: formatDuration(event.inMs, language), attempt: event.attempt }
    case 'client-refused':
      return { remote: formatAddress(event.remote), limit: event.limit }
    case 'peer-appeared':
      return { remote: formatAddress(event.remote) }
    case 'send-failed':
      return {
        record: event.record,
        unsent: formatBytes(event.unsent),
        failure: failureInText(event.failure, language),
      }
    case 'recording-resumed':
      return { lost: formatBytes(event.lostBytes), lostMessages: event.lostMessages }
    case 'message-too-long':
      return { limit: formatBytes(event.limit), announced: announcedText(event, language) }
    case 'unfinished-recorded':
      return { bytes: formatBytes(event.bytes), limit: formatBytes(event.limit) }
    case 'kernel-dropped':
      return { datagrams: event.datagrams, total: event.total }
    case 'clock-stepped':
      return {
        direction: parts[event.byMs < 0 ? 'back' : 'forward'][language],
        step: formatDuration(Math.abs(event.byMs), language),
      }
    case 'recovered':
      return { mended: mendedText(event, language) }
    case 'cause-named': {
      const [kind, name] = namedCauseParts(event.cause)
      return { kind: causeKindTexts[kind][language], name }
    }
    case 'rolled-over':
      return { next: event.next }
    case 'stream-gap':
      return {
        bytes: formatBytes(event.bytes),
        direction: parts[event.direction === 'in' ? 'gapIn' : 'gapOut'][language],
      }
    case 'imported':
      return {
        packets: event.packets,
        file: event.file,
        skipped: skippedText(event, language),
        broken: event.failure
          ? fillText(parts.brokenOff[language], { failure: failureInText(event.failure, language) })
          : '',
      }
    case 'end-received':
    case 'end-sent':
    case 'accept-resumed':
    case 'length-invalid':
    case 'stopped':
      return {}
    default:
      return assertNever(event)
  }
}

/** The event in plain words, without its time and peer: one line, for log, inspector and exports. */
export function describeEvent(event: CaptureEvent, language: Language): string {
  if (event.event === 'closed') return closedText(event, language)
  return fillText(sentences[event.event][language], eventValues(event, language))
}

/** How much an event matters; colours its row. */
export function eventSeverity(event: CaptureEvent): EventSeverity {
  switch (event.event) {
    case 'started':
    case 'listening':
    case 'bound':
    case 'looked-up':
    case 'connecting':
    case 'connected':
    case 'accepted':
    case 'peer-appeared':
    case 'end-received':
    case 'end-sent':
    case 'accept-resumed':
    case 'cause-named':
    case 'number-taken':
    case 'rolled-over':
    case 'stopped':
      return 'info'
    case 'reconnect-scheduled':
    case 'alert':
    case 'client-refused':
    case 'clock-stepped':
    case 'recovered':
    case 'stream-gap':
    case 'recording-resumed':
    case 'message-too-long':
    case 'length-invalid':
    case 'unfinished-recorded':
    case 'kernel-dropped':
      return 'warning'
    case 'start-failed':
    case 'connect-failed':
    case 'send-failed':
    case 'answer-failed':
    case 'socket-failed':
    case 'accept-stopped':
    case 'recording-stopped':
      return 'error'
    case 'imported':
      return event.failure || event.skipped.length > 0 ? 'warning' : 'info'
    case 'closed':
      if (event.end.by === 'failure') return 'error'
      return event.end.how === 'reset' && event.end.by === 'peer' ? 'warning' : 'info'
    default:
      return assertNever(event)
  }
}
