import type { CaptureEvent } from '../../shared/capture/capture-event'
import { opcodeOf } from '../../shared/capture/opcode'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import { failureText, type Failure } from '../../shared/contract/errors'
import type { PeerEnd } from '../../shared/endpoints/endpoint-status'
import { formatAddress } from '../../shared/endpoints/socket-address'

/** One line of `--json` output. */
export type JsonLine = Readonly<Record<string, unknown>> & { readonly event: string }

/** The line of a message; `bytes` is its length. One of a WebSocket has its opcode, one with a cause that. */
export function dataLine(row: LogRow, content: Uint8Array): JsonLine {
  const opcode = opcodeOf(row.flags)
  return {
    event: 'data',
    peer: row.peer,
    direction: row.direction,
    bytes: row.length,
    ...(opcode === null ? {} : { opcode }),
    ...(row.cause === 'none' ? {} : { cause: row.cause }),
    hex: Buffer.from(content.buffer, content.byteOffset, content.length).toString('hex'),
    record: row.record,
    time: row.time,
  }
}

/** The line of an event of the capture; null for those that other lines tell. */
export function eventLine(row: LogRow, event: CaptureEvent): JsonLine | null {
  const line = eventFacts(event)
  if (line === null) return null
  const { event: name, ...facts } = line
  return { event: name, ...(row.peer > 0 ? { peer: row.peer } : {}), ...facts, time: row.time }
}

function eventFacts(event: CaptureEvent): JsonLine | null {
  switch (event.event) {
    // The command itself says how it began and ended.
    case 'started':
    case 'start-failed':
    case 'stopped':
      return null
    case 'listening':
      return { event: 'listening', ...event.local }
    case 'bound':
      return { event: 'listening', ...event.local, receiveBuffer: event.receiveBuffer }
    case 'accepted':
    case 'connected':
      return {
        // A relay's peer is one, though it has two connections.
        event: event.leg === 'target' ? 'target-connected' : 'connected',
        remote: formatAddress(event.remote),
        local: formatAddress(event.local),
      }
    case 'peer-appeared':
      return { event: 'peer', remote: formatAddress(event.remote) }
    case 'connecting':
    case 'client-refused':
      return { ...event, remote: formatAddress(event.remote) }
    case 'websocket-refused':
      return { event: 'error', ...failureFacts(event.failure), during: event.event }
    case 'connect-failed':
      return { event: 'connect-failed', ...failureFacts(event.failure), leg: event.leg }
    case 'handshake-failed':
    case 'upgrade-refused':
      return { event: event.event, ...failureFacts(event.failure), leg: event.leg }
    case 'secured':
      return { event: 'secured', ...event.session, leg: event.leg }
    case 'closed':
    case 'leg-closed':
      return { ...event, end: undefined, ...endFacts(event.end) }
    case 'send-failed':
      return { event: 'error', ...failureFacts(event.failure), record: event.record, unsent: event.unsent }
    case 'answer-failed':
    case 'script-failed':
    case 'socket-failed':
    case 'accept-stopped':
    case 'recording-stopped':
      return { event: 'error', ...failureFacts(event.failure), during: event.event }
    default:
      return { ...event }
  }
}

/** `reason` is `closed`, `reset` or the code of the failure. */
function endFacts(end: PeerEnd): Readonly<Record<string, unknown>> {
  const webSocket = end.webSocket ? { webSocket: end.webSocket } : {}
  if (end.by === 'failure') return { by: 'failure', reason: end.failure.code, ...webSocket }
  return { by: end.by, reason: end.how === 'reset' ? 'reset' : 'closed', ...webSocket }
}

function failureFacts(failure: Failure): Readonly<Record<string, unknown>> {
  return { code: failure.code, message: failureText(failure, 'en') }
}
