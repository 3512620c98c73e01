import type { TimelineRow } from '../../contract/engine/timeline-calls'
import type { LocalText } from '../../language/local-text'
import { diagramPlaces, stepRowHeight, type DiagramPlaces } from './diagram-places'
import type { DiagramShape } from './diagram-shape'
import { drawHead, drawLanes, headHeight, laneHead } from './draw-head'
import { drawArrow, drawStep, type PlacedStep } from './draw-steps'
import { placeStep, stepTime, type DiagramWords } from './place-step'
import { svgPicture, type DiagramColours } from './svg-picture'
import { arrowsToScale, drawAxis, placeToScale, type TimeScale } from './to-scale'

/** Whole pictures are this wide at least, px, so that explanations have room. */
const leastWidth = 1_000

/** How a timeline is drawn as a picture of its own. */
export interface PictureLook {
  readonly width: number
  readonly explained: boolean
  readonly colours: DiagramColours
  /** Null: all steps equally far apart. */
  readonly scale: TimeScale | null
}

/** What stands over a side of which nothing is known. */
export const unknownSide: LocalText = { en: 'other side', 'zh-CN': '对端' }

/** A timeline as an SVG document that needs nothing but itself. */
export function timelinePicture(
  rows: readonly TimelineRow[],
  words: DiagramWords,
  look: PictureLook,
): string {
  const places = diagramPlaces(Math.max(leastWidth, look.width), look.explained)
  const { lanes, sides, language } = words
  const steps = look.scale ? placeToScale(rows, look.scale, words, null) : evenly(rows, words)
  const height = headHeight + (look.scale?.height ?? rows.length * stepRowHeight) + 14
  const [left, right] = [sides.left, sides.right].map((lane) =>
    laneHead(lanes, lane, unknownSide[language], language),
  )
  const body = [
    ...(look.scale ? drawAxis(places, look.scale, words, steps) : []),
    ...drawLanes(places, sides, 2, height - headHeight - 14),
    ...arrowsOf(steps, places, lanes.length < 2, look.scale !== null),
    ...steps.flatMap((step) => drawStep(step, places)),
  ]
  const shapes = [
    ...drawHead(places, left!, right!, language),
    ...body.map((shape) => lowered(shape, headHeight)),
  ]
  return svgPicture({ width: places.width, height }, `${left!.name} – ${right!.name}`, shapes, look.colours)
}

function arrowsOf(steps: readonly PlacedStep[], places: DiagramPlaces, alone: boolean, toScale: boolean) {
  if (toScale) return arrowsToScale(steps, places, alone, null)
  return steps.flatMap((step) => drawArrow(step, places, alone))
}

function evenly(rows: readonly TimelineRow[], words: DiagramWords): readonly PlacedStep[] {
  const yOf = (index: number) => (index + 0.5) * stepRowHeight
  let before: TimelineRow | null = null
  return rows.map((row, index) => {
    const to = row.counterpart?.row
    const crossingTo = to === null || to === undefined || to >= rows.length ? null : yOf(to)
    const time = stepTime(row, before, words.language)
    if (!row.derived) before = row
    return placeStep(row, { y: yOf(index), index, crossingTo, span: 0, time }, words)
  })
}

function lowered(shape: DiagramShape, by: number): DiagramShape {
  return shape.shape === 'line'
    ? { ...shape, y1: shape.y1 + by, y2: shape.y2 + by }
    : { ...shape, y: shape.y + by }
}
