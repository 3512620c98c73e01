import { assertNever } from '../assert-never'
import type { CaptureEvent } from '../capture/capture-event'
import { describeEvent } from '../capture/event-text'
import { formatAddress } from '../endpoints/socket-address'
import { formatBytes } from '../format/format-bytes'
import { formatDuration } from '../format/format-duration'
import type { Language, LocalText } from '../language/local-text'
import { laneRole, type LaneNature } from './timeline-role'
import type { StepCall } from './timeline-step'

/** What the label of a step is made of. */
export interface LabelledStep {
  readonly call: StepCall
  readonly count: number
  readonly bytes: number
  readonly peer: number
  /** The event that tells of it; null for messages, and where it stands for many. */
  readonly event: CaptureEvent | null
}

/** The names of the calls that move datagrams (send(2), recv(2)). */
const datagramCalls = { write: 'sendto', read: 'recvfrom' } as const

/** Before what a relay does on the side of its target. */
const toTarget: LocalText = { en: 'target:', 'zh-CN': '目标：' }

/**
 * The step in the words of a programmer: `bind(0.0.0.0:9000)`, `write 41 B`, `read × 312, 20 KB`. In the life of an endpoint it
 * names the peer.
 */
export function stepLabel(step: LabelledStep, lane: LaneNature, language: Language): string {
  const { call, count, bytes } = step
  if (call === 'write' || call === 'read') {
    const name = laneRole(lane) === 'datagrams' ? datagramCalls[call] : call
    return count === 1 ? `${name} ${formatBytes(bytes)}` : `${name} × ${count}, ${formatBytes(bytes)}`
  }
  // A client that stops has closed its socket before, if it had one.
  if (step.event?.event === 'stopped' && laneRole(lane) === 'client')
    return describeEvent(step.event, language)
  const label = count === 1 ? singleLabel(step, language) : `${plainCall(call)} × ${count}`
  if (step.event?.leg === 'target') return `${toTarget[language]} ${label}`
  const namesPeer = lane.peer === null && step.peer > 0 && count === 1 && call !== 'accept'
  return namesPeer ? `${label} #${step.peer}` : label
}

/** What the arrow of a step says that puts no bytes but flags on the way (RFC 9293, 3.1); null for the others. */
export function arrowLabel(call: StepCall): string | null {
  switch (call) {
    case 'connect':
    case 'accept':
      return 'SYN, SYN-ACK, ACK'
    case 'shutdown':
    case 'end':
      return 'FIN'
    case 'reset':
      return 'RST'
    default:
      return null
  }
}

function singleLabel({ call, peer, event }: LabelledStep, language: Language): string {
  switch (call) {
    case 'bind':
      return event && 'local' in event && event.local ? `bind(${formatAddress(event.local)})` : 'bind()'
    case 'listen':
      return event?.event === 'listening' && event.backlog
        ? `listen(${event.backlog.wanted})`
        : plainCall(call)
    case 'lookup':
      return event?.event === 'looked-up' ? `lookup(${event.host})` : 'lookup()'
    case 'connect':
      return event && 'remote' in event && event.remote
        ? `connect(${formatAddress(event.remote)})`
        : 'connect()'
    case 'accept':
      return `accept() → #${peer}`
    case 'handshake':
      return handshakeLabel(event)
    case 'fail':
    case 'time-out':
      return failedLabel(call, event)
    case 'wait':
      return event?.event === 'reconnect-scheduled' ? `wait ${formatDuration(event.inMs, language)}` : 'wait'
    case 'note':
      return event ? describeEvent(event, language) : 'note'
    default:
      return plainCall(call)
  }
}

function handshakeLabel(event: CaptureEvent | null): string {
  if (event?.event === 'secured') return `${event.session.version} handshake`
  return event?.event === 'websocket-opened' ? 'WebSocket handshake' : plainCall('handshake')
}

function failedLabel(call: StepCall, event: CaptureEvent | null): string {
  const failure = event?.event === 'closed' && event.end.by === 'failure' ? event.end.failure : null
  const { code } = failure ?? (event && 'failure' in event ? event.failure : null) ?? { code: '' }
  switch (event?.event) {
    case 'connect-failed':
      return `connect: ${code}`
    case 'start-failed':
      return `bind: ${code}`
    case 'handshake-failed':
    case 'upgrade-refused':
      return `handshake: ${code}`
    case 'send-failed':
      return `write: ${code}`
    default:
      return code === '' ? plainCall(call) : code
  }
}

function plainCall(call: StepCall): string {
  switch (call) {
    case 'socket':
    case 'bind':
    case 'listen':
    case 'lookup':
    case 'connect':
    case 'accept':
    case 'close':
      return `${call}()`
    case 'shutdown':
      return 'shutdown(write)'
    case 'handshake':
      return 'connected'
    case 'end':
      return 'read 0 B'
    case 'time-out':
      return 'ETIMEDOUT'
    case 'write':
    case 'read':
    case 'reset':
    case 'wait':
    case 'fail':
    case 'note':
      return call
    default:
      return assertNever(call)
  }
}
