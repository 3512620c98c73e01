import type { CaptureEvent, CaptureEventName } from '../../shared/capture/capture-event'
import { describeEvent } from '../../shared/capture/event-text'
import { failureInText } from '../../shared/capture/event-words/event-words'
import type { Failure } from '../../shared/contract/errors'
import { tellProgress } from './command-failure'

/** Events behind which the connection that they tell of ends by their failure. */
const lastFailures: ReadonlySet<CaptureEventName> = new Set([
  'proxy-failed',
  'handshake-failed',
  'upgrade-refused',
  'websocket-refused',
  'closed',
])

/** A line on stderr, and what made what it tells of fail. */
interface EventLine {
  readonly text: string
  readonly failure: Failure | null
}

/**
 * Tells events on stderr, and why something failed once only: an event often has the cause of the one before, and the
 * command may fail with it in the end.
 */
export class EventLines {
  /** What the command may end with, and what came behind it. */
  private held: EventLine[] = []
  /** The message that was told last, by peer. */
  private readonly told = new Map<number, string>()

  /** `endsWithPeer`: the command fails with what its only connection fails with, or never had. */
  constructor(private readonly endsWithPeer: boolean) {}

  tell(peer: number, event: CaptureEvent): void {
    // Of several addresses one may answer; the failure of the last is the command's.
    if (this.endsWithPeer && event.event === 'connect-failed') return
    const text = `${peer > 0 ? `#${peer} ` : ''}${describeEvent(event, 'en')}`
    const failure = failureOf(event)
    if (this.endsWithPeer && ((failure && lastFailures.has(event.event)) || this.held.length > 0)) {
      this.held.push({ text, failure })
      return
    }
    const isTold = failure !== null && this.told.get(peer) === failure.message
    if (event.event === 'closed') this.told.delete(peer)
    else if (failure) this.told.set(peer, failure.message)
    tellProgress(isTold ? withoutFailure(text, failure, failure.code) : text)
  }

  /** Tells what was held back; the command goes on to tell of `failure`, or has none. */
  tellHeld(failure: Failure | null): void {
    for (const line of this.held.splice(0)) {
      const isTold = line.failure !== null && line.failure.message === failure?.message
      tellProgress(isTold ? withoutFailure(line.text, line.failure) : line.text)
    }
  }
}

function failureOf(event: CaptureEvent): Failure | null {
  if (event.event === 'closed') return event.end.by === 'failure' ? event.end.failure : null
  return 'failure' in event ? event.failure : null
}

/** `text` with `instead` where the failure stands, or cut off before it. */
function withoutFailure(text: string, failure: Failure, instead?: string): string {
  const cause = failureInText(failure, 'en')
  return text.replace(instead === undefined ? `: ${cause}` : cause, () => instead ?? '')
}
