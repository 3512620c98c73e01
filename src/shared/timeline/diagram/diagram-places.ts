/** Which lane a step is drawn on. */
export type DiagramSide = 'left' | 'right'

/** Where things are in a diagram, px from its left edge. */
export interface DiagramPlaces {
  readonly width: number
  /** Null where there is no room for times. */
  readonly time: number | null
  readonly left: number
  readonly right: number
  /** The right end of what explains a step; null where there is no room for it. */
  readonly explanation: number | null
}

/** Height of a row where all steps are equally far apart, px. */
export const stepRowHeight = 34
/** From a lane to the text beside it, and from the edge, px. */
export const labelGap = 14
const edge = 20
/** Below this width times are left to the chosen step, px. */
const timedWidth = 720
/** Room for labels beside lanes that stand close, px. */
const closeLabels = 190
/** Room for the times, px. */
const timeRoom = 132
/** What explanations need beside the lanes. */
export const explainedWidth = 900

export function diagramPlaces(width: number, explained: boolean): DiagramPlaces {
  if (width < timedWidth) {
    const left = Math.round(Math.min(closeLabels + edge, width * 0.36))
    return { width, time: null, left, right: width - left, explanation: null }
  }
  const left = Math.round(Math.min(370, Math.max(344, width * 0.306)))
  const hasRoom = explained && width >= explainedWidth
  const right = Math.round(hasRoom ? width * 0.654 : width - Math.min(240, Math.max(188, width * 0.25)))
  return { width, time: edge, left, right, explanation: hasRoom ? width - edge : null }
}

/** Room for the label beside a lane, px. */
export function labelRoom(places: DiagramPlaces, side: DiagramSide): number {
  if (side === 'left') return places.left - labelGap - edge - (places.time === null ? 0 : timeRoom)
  return places.width - edge - places.right - labelGap
}
