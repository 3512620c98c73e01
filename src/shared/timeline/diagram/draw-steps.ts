import type { TimelineRow } from '../../contract/engine/timeline-calls'
import { opcodeLabel, opcodeOf } from '../../capture/opcode'
import { recordFlags } from '../../capture/record'
import { arrowLabel } from '../step-words'
import { labelGap, labelRoom, type DiagramPlaces, type DiagramSide } from './diagram-places'
import { fittedText, textWidth, type DiagramShape, type DiagramTone } from './diagram-shape'

/** A row with its place and its words. */
export interface PlacedStep {
  readonly row: TimelineRow
  readonly y: number
  /** Its place among all rows. */
  readonly index: number
  readonly side: DiagramSide
  readonly label: string
  /** Empty where it is not shown. */
  readonly time: string
  readonly explanation: string
  /** What crosses: bytes of a message, flags of a segment. */
  readonly crossing: string
  /** How long it took; left out where there is no room. Empty where it is not known. */
  readonly latency: string
  /** Where it ends on the other lane, px from the top; null where that is outside. */
  readonly crossingTo: number | null
  /** How high the step is, px, where it stands for a time; 0 for a moment. */
  readonly span: number
}

/** Half of what a dot takes, px. */
const dotRadius = 4.5
const arrowGap = 6
/** How far down an arrow goes of whose other end nothing is known, px. */
const unknownDrop = 12
/** An arrow's words need this much of it, px. */
const wordMargin = 24

/** Words of an arrow that is steeper than this (radians) stand upright. */
const steepest = 0.5
/** Words are so far above their arrow, px. */
const wordHeight = 6

interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Does this step put something on the way to the other side? A datagram socket that fixes its remote sends nothing, what a
 * fault dropped never leaves, and what a relay does at its target goes to somebody else.
 */
export function isSending({ call, event, flags }: Pick<TimelineRow, 'call' | 'event' | 'flags'>): boolean {
  if (event?.leg === 'target' || (flags & recordFlags.dropped) !== 0) return false
  if (call === 'connect') return event?.event !== 'remote-fixed'
  return call === 'write' || call === 'shutdown' || (call === 'reset' && !isResetOfOther(event))
}

/** Steps in which something from the other side arrives. */
function isArriving({ call, event }: Pick<TimelineRow, 'call' | 'event'>): boolean {
  if (event?.leg === 'target') return false
  return call === 'read' || call === 'accept' || call === 'end' || (call === 'reset' && isResetOfOther(event))
}

function isResetOfOther(event: TimelineRow['event']): boolean {
  return event !== null && 'end' in event && event.end.by === 'peer'
}

function toneOf({ row, side }: PlacedStep): DiagramTone {
  if (row.call === 'fail' || row.call === 'time-out') return 'err'
  if (row.call === 'note' || row.call === 'wait') return 'event'
  if (row.event?.event === 'closed' && row.call === 'reset') return 'err'
  return side
}

/** Everything of one step but its arrow. */
export function drawStep(step: PlacedStep, places: DiagramPlaces): readonly DiagramShape[] {
  const { y, side, row } = step
  const x = places[side]
  const tone = toneOf(step)
  const label = fittedText(step.label, 'mono', labelRoom(places, side))
  const height = Math.max(row.count > 1 ? 16 : dotRadius * 2, step.span)
  const shapes: DiagramShape[] = [
    { shape: 'dot', x, y: step.span > 0 ? y + step.span / 2 : y, height, tone, hollow: row.derived },
  ]
  const words = tone === 'err' || tone === 'event' ? tone : row.derived ? 'muted' : 'fg'
  const at = side === 'left' ? x - labelGap : x + labelGap
  const anchor = side === 'left' ? 'end' : 'start'
  if (label !== '')
    shapes.push({ shape: 'text', x: at, y: y + 4, text: label, tone: words, anchor, face: 'mono' })
  if (step.time !== '' && places.time !== null)
    shapes.push({
      shape: 'text',
      x: places.time,
      y: y + 4,
      text: step.time,
      tone: 'faint',
      anchor: 'start',
      face: 'mono',
    })
  const explanation = explanationShape(step, places, side === 'right' ? textWidth(label, 'mono') : 0)
  return explanation ? [...shapes, explanation] : shapes
}

/** As much as fits behind the label. */
function explanationShape(
  { y, explanation }: PlacedStep,
  places: DiagramPlaces,
  taken: number,
): DiagramShape | null {
  if (places.explanation === null) return null
  const room = places.explanation - places.right - labelGap * 2 - taken
  const text = fittedText(explanation, 'sans', room)
  if (text === '') return null
  return { shape: 'text', x: places.explanation, y: y + 4, text, tone: 'muted', anchor: 'end', face: 'sans' }
}

/**
 * The arrow of a step that crosses. With `alone` the other lane is that of a side of which nothing is known: when a thing was sent
 * or arrived there is not drawn as if it were.
 */
export function drawArrow(step: PlacedStep, places: DiagramPlaces, alone: boolean): readonly DiagramShape[] {
  const { row, side, y } = step
  const other = side === 'left' ? 'right' : 'left'
  const sends = isSending(row)
  if (!sends && !(alone && isArriving(row))) return []
  const away = side === 'left' ? 1 : -1
  const here = { x: places[side] + away * arrowGap, y: y + (step.span > 0 ? step.span / 2 : 0) }
  const there = { x: places[other] - away * arrowGap, y: otherEnd(step, here.y, sends) }
  const [from, to] = sends ? [here, there] : [there, here]
  const tone = row.call === 'reset' ? 'err' : sends ? side : other
  const sure = step.crossingTo !== null
  const shapes: DiagramShape[] = [
    { shape: 'line', x1: from.x, y1: from.y, x2: to.x, y2: to.y, tone, thick: 1.4, dashed: !sure },
    { shape: 'head', x: to.x, y: to.y, angle: Math.atan2(to.y - from.y, to.x - from.x), tone },
  ]
  const words = fittedCrossing(step, Math.abs(to.x - from.x) - wordMargin)
  if (words !== '') shapes.push(wordsAlong(from, to, words, tone))
  return shapes
}

function fittedCrossing({ crossing, latency }: PlacedStep, room: number): string {
  const whole = [crossing, latency].filter((part) => part !== '').join(' · ')
  return textWidth(whole, 'mono') <= room ? whole : fittedText(crossing, 'mono', room)
}

/** Above the middle of an arrow, along it where it is not too steep to be read. */
function wordsAlong(from: Point, to: Point, text: string, tone: DiagramTone): DiagramShape {
  const [first, last] = from.x < to.x ? [from, to] : [to, from]
  const slope = Math.atan2(last.y - first.y, last.x - first.x)
  const turn = Math.abs(slope) < steepest ? slope : 0
  const x = (from.x + to.x) / 2 + wordHeight * Math.sin(turn)
  const y = (from.y + to.y) / 2 - wordHeight * Math.cos(turn)
  return { shape: 'text', x, y, text, tone, anchor: 'middle', face: 'mono', turned: (turn * 180) / Math.PI }
}

/** The name of a WebSocket frame that controls the connection, with the code of a close; null for a message. */
function controlFrame(flags: number, data: Uint8Array): string | null {
  const opcode = opcodeOf(flags)
  return opcode === 'text' || opcode === 'binary' ? null : opcodeLabel(flags, data)
}

function otherEnd(step: PlacedStep, y: number, sends: boolean): number {
  return step.crossingTo ?? (sends ? y + unknownDrop : y - unknownDrop)
}

/** What an arrow says: the flags of a segment, where there are `segments`, or how a message begins. */
export function crossingWords(
  { call, data, bytes, count, flags }: TimelineRow,
  preview: (data: Uint8Array) => string,
  segments: boolean,
): string {
  const flagged = arrowLabel(call)
  if (flagged !== null) return segments ? flagged : ''
  if (!data || count > 1) return ''
  const frame = controlFrame(flags, data)
  if (bytes === 0 || frame?.startsWith('close')) return frame ?? ''
  return frame ? `${frame} ${preview(data)}` : preview(data)
}
