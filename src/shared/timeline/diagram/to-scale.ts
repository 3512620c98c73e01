import type { TimelineRow } from '../../contract/engine/timeline-calls'
import { markText, timeMarks } from '../step-times'
import { labelGap, labelRoom, type DiagramPlaces } from './diagram-places'
import { textWidth, type DiagramShape } from './diagram-shape'
import { sideOfLane } from './draw-head'
import { drawArrow, isSending, type PlacedStep } from './draw-steps'
import { placeStep, type DiagramWords, type StepPlace } from './place-step'

/** The time that a diagram to scale shows, µs since the epoch, and its height, px. `whole` is when the life began. */
export interface TimeScale {
  readonly from: number
  readonly to: number
  readonly height: number
  readonly whole: number
}

/** Above the first and below the last moment, px. */
const margin = 22
/** Words closer than this lie over each other, px. */
const lineHeight = 15
/** Arrows from one lane begin at least so far apart, px. */
const arrowDistance = 8
/** Between two marks of the axis at least, px. */
const markDistance = 56

/** Where a time is, px from the top; times outside are just outside. */
function scaledY(time: number, { from, to, height }: TimeScale): number {
  const share = (time - from) / Math.max(1, to - from)
  return margin + Math.min(1.1, Math.max(-0.1, share)) * (height - 2 * margin)
}

/** The time at `y`. */
export function timeAt(y: number, { from, to, height }: TimeScale): number {
  return from + ((y - margin) / Math.max(1, height - 2 * margin)) * (to - from)
}

/** All steps at the times they happened; words that would lie over others are left out, never those of the chosen one. */
export function placeToScale(
  rows: readonly TimelineRow[],
  scale: TimeScale,
  words: DiagramWords,
  chosen: number | null,
): readonly PlacedStep[] {
  const steps = rows.map((row, index): PlacedStep => {
    const place = scaledPlace(row, index, scale)
    return { ...wordless, ...place, row, side: sideOfLane(words.sides, row.lane) }
  })
  const labels = { left: new FreeLines(), right: new FreeLines() }
  const [explanations, crossings] = [new FreeLines(), new FreeLines()]
  const observed = steps.filter(({ row }) => !row.derived)
  const derived = steps.filter(({ row }) => row.derived)
  const byWeight = [chosen ?? -1, ...[...observed, ...derived].map(({ index }) => index)]
  const readable = new Map<number, PlacedStep>()
  for (const index of byWeight) {
    const step = steps[index]
    if (!step || readable.has(index) || !labels[step.side].take(step.y)) continue
    const worded = placeStep(step.row, step, words)
    const crosses = isSending(step.row) && worded.crossing !== '' && crossings.take(step.y)
    readable.set(index, crosses ? worded : { ...worded, crossing: '', latency: '' })
  }
  // An explanation stands in the line of its label: not where it would be read as one of the other side's.
  for (const [index, step] of readable) {
    const isClear = step.side === 'right' || labels.right.isFree(step.y)
    if (!isClear || !explanations.take(step.y)) readable.set(index, { ...step, explanation: '' })
  }
  return steps.map((step, index) => readable.get(index) ?? step)
}

function scaledPlace(row: TimelineRow, index: number, scale: TimeScale): StepPlace {
  const y = scaledY(row.time, scale)
  const { counterpart } = row
  const crossingTo = counterpart ? scaledY(counterpart.time, scale) : null
  const span = row.count > 1 ? scaledY(row.lastTime, scale) - y : 0
  return { y, index, crossingTo, span, time: '' }
}

/** Steps that have no room for words do not get any. */
const wordless = { label: '', time: '', explanation: '', crossing: '', latency: '' } as const

/**
 * The arrows of steps to scale. Where they lie so close that they would be one patch of colour, some stand for all: those
 * with words, and that of the chosen step, are always there.
 */
export function arrowsToScale(
  steps: readonly PlacedStep[],
  places: DiagramPlaces,
  alone: boolean,
  chosen: number | null,
): readonly DiagramShape[] {
  const free = { left: new FreeLines(arrowDistance), right: new FreeLines(arrowDistance) }
  const arrows = steps
    .map((step) => ({ step, shapes: drawArrow(step, places, alone) }))
    .filter(({ shapes }) => shapes.length > 0)
  const isCertain = ({ index, crossing }: PlacedStep) => index === chosen || crossing !== ''
  const certain = arrows.filter(({ step }) => isCertain(step))
  for (const { step } of certain) free[step.side].take(step.y)
  const others = arrows.filter(({ step }) => !isCertain(step) && free[step.side].take(step.y))
  return [...others, ...certain].flatMap(({ shapes }) => shapes)
}

/** Lines that do not lie over each other. */
class FreeLines {
  private readonly taken: number[] = []

  /** `distance` between two lines at least, px. */
  constructor(private readonly distance = lineHeight) {}

  isFree(y: number): boolean {
    return !this.taken.some((at) => Math.abs(y - at) < this.distance)
  }

  take(y: number): boolean {
    const free = this.isFree(y)
    if (free) this.taken.push(y)
    return free
  }
}

function edgeOf({ time }: DiagramPlaces): number {
  return time ?? 4
}

/**
 * Lines and the times that they stand for, since the life began. Lines are left out where words stand, and a time where it would
 * lie over the label of a step.
 */
export function drawAxis(
  places: DiagramPlaces,
  scale: TimeScale,
  { language }: DiagramWords,
  steps: readonly PlacedStep[],
): readonly DiagramShape[] {
  const most = Math.max(2, Math.floor((scale.height - 2 * margin) / markDistance))
  const { step, marks } = timeMarks(scale.from - scale.whole, scale.to - scale.whole, most)
  return marks.flatMap((mark): DiagramShape[] => {
    const y = scaledY(scale.whole + mark, scale)
    const text = markText(mark, step, language)
    const end = edgeOf(places) + textWidth(text, 'mono')
    const isHidden = steps.some(
      (step) => Math.abs(step.y + 8 - y) < lineHeight && labelStart(step, places) < end + 6,
    )
    const between = axisLine(places.left, places.right, y)
    if (isHidden) return [between]
    return [
      between,
      axisLine(edgeOf(places), end, y),
      { shape: 'text', x: edgeOf(places), y: y - 4, text, tone: 'faint', anchor: 'start', face: 'mono' },
    ]
  })
}

function axisLine(x1: number, x2: number, y: number): DiagramShape {
  return { shape: 'line', x1, y1: y, x2, y2: y, tone: 'line', thick: 0.6, dashed: false }
}

/** Where the label of a step begins that stands on the side of the times. */
function labelStart({ side, label }: PlacedStep, places: DiagramPlaces): number {
  if (side === 'right' || label === '') return Infinity
  return places.left - labelGap - Math.min(textWidth(label, 'mono'), labelRoom(places, 'left'))
}
