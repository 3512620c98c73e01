import type { LifeMoment } from '../../../shared/timeline/timeline-life'
import type { TimelineLane } from './timeline-lane'
import type { StepBar } from './step-bars'

/** The record of a lane in which the other one's step arrived or began. */
export interface CrossedStep {
  readonly lane: TimelineLane
  readonly record: number
  readonly time: number
  readonly call: StepBar['call']
}

/** Finds what the other end of a connection saw of a step. */
export interface Crossing {
  of(bar: StepBar): CrossedStep | null
}

/** Over a stream: a message has arrived with the record that holds its last byte, wherever the other end cut its messages. */
export class StreamCrossing implements Crossing {
  constructor(private readonly lanes: readonly [TimelineLane, TimelineLane]) {}

  of(bar: StepBar): CrossedStep | null {
    const here = this.lanes[bar.lane as 0 | 1]
    const there = this.lanes[bar.lane === 0 ? 1 : 0]
    switch (bar.call) {
      case 'write':
        return messageAt(there, 'in', endOf(here, 'out', bar.lastRecord))
      case 'read':
        return messageAt(there, 'out', endOf(here, 'in', bar.lastRecord))
      default:
        return bar.derived ? null : turningPoint(here, there, bar)
    }
  }
}

/** How many bytes of its direction a message and all before it have; null where it has none. */
function endOf({ pieces }: TimelineLane, direction: 'in' | 'out', record: number): number | null {
  let end: number | null = null
  pieces.fromRecord(record, direction, (piece) => {
    if (piece.record === record) end = (direction === 'in' ? piece.inBefore : piece.outBefore) + piece.length
    return false
  })
  return end
}

/** The message that holds the last of the first `end` bytes. */
function messageAt(lane: TimelineLane, direction: 'in' | 'out', end: number | null): CrossedStep | null {
  if (end === null || lane.history.index.bytes(direction) < end) return null
  let found: CrossedStep | null = null
  lane.pieces.from(end - 1, direction, ({ record, time }) => {
    found = { lane, record, time, call: direction === 'in' ? 'read' : 'write' }
    return false
  })
  return found
}

/** Handshake, FIN and reset, which both ends tell of. What a relay does at its target is not of this connection. */
function turningPoint(
  here: TimelineLane,
  there: TimelineLane,
  { call, record }: StepBar,
): CrossedStep | null {
  const [mine, other] = [here.history.life, there.history.life]
  const at = (own: LifeMoment | null, moment: LifeMoment | null, of: StepBar['call']) =>
    record === own?.record && moment ? { lane: there, ...moment, call: of } : null
  switch (call) {
    case 'connect':
      return at(mine.connecting, other.appeared, 'accept')
    case 'accept':
      return at(mine.appeared, other.connecting, 'connect')
    case 'shutdown':
      return at(mine.endSent, other.endReceived, 'end')
    case 'end':
      return at(mine.endReceived, other.endSent, 'shutdown')
    case 'reset':
      return other.end && other.end.by !== 'failure' && other.end.how === 'reset'
        ? at(mine.closed, other.closed, 'reset')
        : null
    default:
      return null
  }
}
