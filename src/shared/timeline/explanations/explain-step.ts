import { opcodeOf } from '../../capture/opcode'
import { isAnswerCause, isOriginal, type Cause } from '../../capture/record'
import type { CaptureEvent } from '../../capture/capture-event'
import { isUnixKind } from '../../endpoints/endpoint-kind'
import { laneRole, type LaneNature } from '../timeline-role'
import type { StepCall } from '../timeline-step'
import { datagramExplanations } from './datagram-explanations'
import { endingOf } from './ending'
import { failureExplanation } from './failure-explanations'
import { controlFrames, handedOn, secured, webSocketOpened } from './layer-explanations'
import type { StepExplanation } from './step-explanation'
import { streamExplanations } from './stream-explanations'
import { tcpEndings } from './tcp-endings'
import { unixEndings } from './unix-endings'
import { unixExplanations } from './unix-explanations'

/** A step, as far as its explanation depends on it. */
export interface ExplainedStep {
  readonly call: StepCall
  readonly record: number
  /** The event that tells of it; null for messages. */
  readonly event: CaptureEvent | null
  /** Flags of the record of a message, else 0. */
  readonly flags: number
  /** Why a message went out. */
  readonly cause: Cause
}

/** What a step is about: by the kind of its socket, what lies over it (TLS, WebSocket), and what came before in its life. */
export function explainStep(step: ExplainedStep, lane: LaneNature): StepExplanation {
  const { call } = step
  if (lane.kind === 'relay' && isHandedOn(step)) return handedOn
  if (laneRole(lane) === 'datagrams') return datagramExplanations[call] ?? streamExplanations[call]
  const content = ofContent(step)
  if (content) return content
  const overUnix = isUnixKind(lane.kind)
  const ending = endingOf(step, lane.life, laneRole(lane) === 'server')
  if (ending) return (overUnix ? unixEndings : tcpEndings)[ending]
  return (overUnix ? unixExplanations[call] : undefined) ?? streamExplanations[call]
}

/** What a rule of the relay answers, and what became of a message, are writes of their own. */
function isHandedOn({ call, flags, cause }: ExplainedStep): boolean {
  return call === 'write' && isOriginal(flags) && !isAnswerCause(cause)
}

/** What is said by the event or the frame alone, whatever the socket. */
function ofContent({ call, event, flags }: ExplainedStep): StepExplanation | null {
  if (call === 'fail') return failureExplanation(event)
  if (event?.event === 'secured') return secured
  if (event?.event === 'websocket-opened') return webSocketOpened
  const opcode = call === 'write' || call === 'read' ? opcodeOf(flags) : null
  if (opcode === null || opcode === 'text' || opcode === 'binary') return null
  return controlFrames[opcode][call === 'write' ? 'write' : 'read']
}
