import type { CaptureEvent } from '../../capture/capture-event'
import type { LifeMoment, PeerLife } from '../timeline-life'
import type { StepCall } from '../timeline-step'
import type { StepExplanation } from './step-explanation'

/**
 * How a step ends a stream, where it depends on what came before it: which side has ended its direction already, and who reset.
 */
export type Ending =
  /** Our end, after that of the other side; the other side's end, after ours. */
  | 'shutdown-second'
  | 'end-second'
  /** A reset of the other side; `reset` is one of ours. */
  | 'reset-received'
  /** Closed when both directions had ended, when only ours had, and when the connection was gone. */
  | 'close-ended'
  | 'close-first'
  | 'close-broken'
  /** The endpoint stops: as one that listens, and as one without a connection. */
  | 'stop-listening'
  | 'stop-unconnected'

/** What is said of each ending by one kind of stream. */
export type EndingExplanations = Readonly<Record<Ending, StepExplanation>>

/** What an ending is told from. */
export interface EndingStep {
  readonly call: StepCall
  readonly record: number
  readonly event: CaptureEvent | null
}

/** The ending that a step is in the life of a stream; null where it needs no words of its own. `listens`: its endpoint does. */
export function endingOf(
  { call, record, event }: EndingStep,
  life: PeerLife,
  listens: boolean,
): Ending | null {
  // What is known is the life of a relay's client, not of its target.
  if (event?.leg === 'target') return null
  const before = (moment: LifeMoment | null) => moment !== null && moment.record < record
  switch (call) {
    case 'shutdown':
      return before(life.endReceived) ? 'shutdown-second' : null
    case 'end':
      return before(life.endSent) ? 'end-second' : null
    case 'reset':
      return event && 'end' in event && event.end.by === 'peer' ? 'reset-received' : null
    case 'close':
      return closeEnding(event, before(life.endSent), before(life.endReceived), listens)
    default:
      return null
  }
}

function closeEnding(
  event: CaptureEvent | null,
  sent: boolean,
  received: boolean,
  listens: boolean,
): Ending | null {
  if (event?.event === 'stopped') return listens ? 'stop-listening' : 'stop-unconnected'
  if (event && 'end' in event && (event.end.by === 'failure' || event.end.how === 'reset'))
    return 'close-broken'
  if (!sent) return null
  return received ? 'close-ended' : 'close-first'
}
