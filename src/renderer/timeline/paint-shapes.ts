import { assertNever } from '../../shared/assert-never'
import { headCorners, type DiagramShape, type TextFace } from '../../shared/timeline/diagram/diagram-shape'
import type { DiagramColours } from '../../shared/timeline/diagram/svg-picture'

/** What the shapes of a diagram are painted with. */
export interface Paints {
  readonly colours: DiagramColours
  /** As CSS writes them. */
  readonly fonts: Readonly<Record<TextFace, string>>
}

const anchors = { start: 'left', middle: 'center', end: 'right' } as const

/** Paints the shapes of a diagram, the first ones below. */
export function paintShapes(
  context: CanvasRenderingContext2D,
  shapes: readonly DiagramShape[],
  paints: Paints,
): void {
  for (const shape of shapes) paintShape(context, shape, paints)
}

function paintShape(
  context: CanvasRenderingContext2D,
  shape: DiagramShape,
  { colours, fonts }: Paints,
): void {
  const colour = colours[shape.tone]
  switch (shape.shape) {
    case 'line':
      context.strokeStyle = colour
      context.lineWidth = shape.thick
      context.setLineDash(shape.dashed ? [4, 4] : [])
      context.beginPath()
      context.moveTo(shape.x1, shape.y1)
      context.lineTo(shape.x2, shape.y2)
      return context.stroke()
    case 'dot':
      context.beginPath()
      context.roundRect(shape.x - 4.5, shape.y - shape.height / 2, 9, shape.height, 4.5)
      context.fillStyle = shape.hollow ? colours.bg : colour
      context.fill()
      if (!shape.hollow) return
      context.strokeStyle = colour
      context.lineWidth = 1.5
      context.setLineDash([])
      return context.stroke()
    case 'head':
      context.fillStyle = colour
      context.beginPath()
      for (const { x, y } of headCorners(shape.x, shape.y, shape.angle)) context.lineTo(x, y)
      return context.fill()
    case 'text':
      context.fillStyle = colour
      context.font = fonts[shape.face]
      context.textAlign = anchors[shape.anchor]
      return paintText(context, shape.text, shape.x, shape.y, shape.turned ?? 0)
    default:
      return assertNever(shape)
  }
}

function paintText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  degrees: number,
): void {
  if (degrees === 0) return context.fillText(text, x, y)
  context.save()
  context.translate(x, y)
  context.rotate((degrees * Math.PI) / 180)
  context.fillText(text, 0, 0)
  context.restore()
}
