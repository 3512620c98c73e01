import { assertNever } from '../assert-never'
import type { CaptureEvent } from '../capture/capture-event'
import type { Failure } from '../contract/errors'

/**
 * What happens in the life of a socket, by the names of the calls (socket(7)). `handshake` is the moment at which a
 * connection stands, `end` the FIN of the other side, `wait` the time before the next attempt, `fail` a call that failed, and
 * `note` anything else that matters to what is seen.
 */
export const stepCalls = [
  'socket',
  'bind',
  'listen',
  'lookup',
  'connect',
  'accept',
  'handshake',
  'write',
  'read',
  'shutdown',
  'end',
  'reset',
  'time-out',
  'close',
  'wait',
  'fail',
  'note',
] as const
export type StepCall = (typeof stepCalls)[number]

/** One step that an event tells of. */
export interface EventStep {
  readonly call: StepCall
  /** The runtime makes this call inside another one and tells nothing of it: it happened no later than the event. */
  readonly derived: boolean
}

/**
 * Whose life an event of no peer belongs to: `setup` to that of every peer of its endpoint, `attempt` to that of the connection that
 * the attempts lead to, `life` to that of the peers that are there at the time.
 */
export type StepScope = 'setup' | 'attempt' | 'life'

const observed = (call: StepCall): EventStep => ({ call, derived: false })
const derived = (call: StepCall): EventStep => ({ call, derived: true })

/**
 * The steps that an event tells of, in the order in which they happened; none for what is not part of a socket's life. `legs`:
 * the connection is told of by legs, each of which has its own end.
 */
export function stepsOfEvent(event: CaptureEvent, legs = false): readonly EventStep[] {
  switch (event.event) {
    case 'listening':
      return [derived('socket'), derived('bind'), observed('listen')]
    case 'bound':
      return [derived('socket'), observed('bind')]
    case 'start-failed':
      return [derived('socket'), observed('fail')]
    case 'looked-up':
      return [observed('lookup')]
    case 'connecting':
      return [derived('socket'), ...(event.local ? [derived('bind')] : []), observed('connect')]
    case 'remote-fixed':
      return [observed('connect')]
    case 'connected':
    case 'secured':
      return [observed('handshake')]
    case 'reconnect-scheduled':
      return [observed('wait')]
    case 'accepted':
      return [observed('accept')]
    case 'end-received':
      return [observed('end')]
    case 'end-sent':
      return [observed('shutdown')]
    case 'websocket-opened':
      return [observed('handshake')]
    case 'closed':
      return legs ? [] : closingSteps(event)
    case 'leg-closed':
      return closingSteps(event)
    case 'handshake-failed':
    case 'upgrade-refused':
    case 'connect-failed':
    case 'proxy-failed':
    case 'socket-failed':
    case 'send-failed':
    case 'websocket-refused':
      return [observed(failedCall(event.failure))]
    case 'proxy-asked':
    case 'proxy-opened':
    case 'group-joined':
    case 'group-left':
    case 'group-missed':
    case 'tls-on-plain':
    case 'client-refused':
    case 'accept-stopped':
    case 'accept-resumed':
    case 'recording-stopped':
    case 'recording-resumed':
    case 'kernel-dropped':
    case 'clock-stepped':
    case 'recovered':
    case 'stream-gap':
    case 'ping-unanswered':
    case 'compressed-cut':
    case 'close-unanswered':
      return [observed('note')]
    case 'fault-acted':
    case 'idle-forgotten':
      return [observed('note')]
    case 'stopped':
      return [observed('close')]
    case 'started':
    case 'peer-appeared':
    case 'number-taken':
    case 'ping-answered':
    case 'alert':
    case 'sequence-ended':
    case 'answer-failed':
    case 'script-logged':
    case 'script-failed':
    case 'message-too-long':
    case 'length-invalid':
    case 'unfinished-recorded':
    case 'cause-named':
    case 'rolled-over':
    case 'imported':
    case 'faults-on':
    case 'faults-off':
    case 'intercept-on':
    case 'intercept-off':
      return []
    default:
      return assertNever(event)
  }
}

function closingSteps({
  end,
}: Extract<CaptureEvent, { event: 'closed' | 'leg-closed' }>): readonly EventStep[] {
  if (end.by === 'failure') return [observed(failedCall(end.failure)), derived('close')]
  return end.how === 'reset' ? [observed('reset'), derived('close')] : [observed('close')]
}

function failedCall({ code }: Failure): StepCall {
  return code === 'ETIMEDOUT' ? 'time-out' : 'fail'
}

/** Whose life an event belongs to that names no peer. */
export function stepScope(event: CaptureEvent): StepScope {
  switch (event.event) {
    case 'listening':
    case 'bound':
    case 'remote-fixed':
    case 'group-joined':
    case 'group-missed':
    case 'start-failed':
      return 'setup'
    case 'looked-up':
    case 'connecting':
    case 'connect-failed':
    case 'proxy-asked':
    case 'proxy-opened':
    case 'proxy-failed':
    case 'reconnect-scheduled':
      return 'attempt'
    default:
      return 'life'
  }
}
