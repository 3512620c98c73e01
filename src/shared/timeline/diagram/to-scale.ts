import type { TimelineRow } from '../../contract/engine/timeline-calls'
import { spanText, timeMarks } from '../step-times'
import type { DiagramPlaces } from './diagram-places'
import type { DiagramShape } from './diagram-shape'
import { drawArrow, isSending, type PlacedStep } from './draw-steps'
import { placeStep, type DiagramWords } from './place-step'

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
export function scaledY(time: number, { from, to, height }: TimeScale): number {
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
  const steps = rows.map((row, index) => {
    const y = scaledY(row.time, scale)
    const { counterpart } = row
    const crossingTo = counterpart ? scaledY(counterpart.time, scale) : null
    const span = row.count > 1 ? scaledY(row.lastTime, scale) - y : 0
    return placeStep(row, { y, index, crossingTo, span, time: '' }, words)
  })
  const labels = { left: new FreeLines(), right: new FreeLines() }
  const [explanations, crossings] = [new FreeLines(), new FreeLines()]
  const observed = steps.filter(({ row }) => !row.derived)
  const derived = steps.filter(({ row }) => row.derived)
  const byWeight = [chosen ?? -1, ...[...observed, ...derived].map(({ index }) => index)]
  const readable = new Map<number, PlacedStep>()
  for (const index of byWeight) {
    const step = steps[index]
    if (!step || readable.has(index)) continue
    const label = labels[step.side].take(step.y) ? step.label : ''
    const explanation = label !== '' && explanations.take(step.y) ? step.explanation : ''
    const crossing = label !== '' && isSending(step.row) && crossings.take(step.y) ? step.crossing : ''
    const latency = crossing === '' ? '' : step.latency
    readable.set(index, { ...step, label, explanation, crossing, latency })
  }
  return steps.map((step, index) => readable.get(index) ?? step)
}

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

  take(y: number): boolean {
    if (this.taken.some((at) => Math.abs(y - at) < this.distance)) return false
    this.taken.push(y)
    return true
  }
}

function edgeOf({ time }: DiagramPlaces): number {
  return time ?? 4
}

/** Lines across and the times that they stand for, since the life began. */
export function drawAxis(
  places: DiagramPlaces,
  scale: TimeScale,
  { language }: DiagramWords,
): readonly DiagramShape[] {
  const most = Math.max(2, Math.floor((scale.height - 2 * margin) / markDistance))
  return timeMarks(scale.from, scale.to, most).flatMap((mark): DiagramShape[] => {
    const y = scaledY(scale.from + mark, scale)
    const text = `+${spanText(scale.from + mark - scale.whole, language)}`
    return [
      {
        shape: 'line',
        x1: edgeOf(places),
        y1: y,
        x2: places.width - 20,
        y2: y,
        tone: 'line',
        thick: 0.6,
        dashed: false,
      },
      { shape: 'text', x: edgeOf(places), y: y - 4, text, tone: 'faint', anchor: 'start', face: 'mono' },
    ]
  })
}
