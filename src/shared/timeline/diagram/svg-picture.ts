import { assertNever } from '../../assert-never'
import { headCorners, type DiagramShape, type DiagramTone, type TextFace } from './diagram-shape'

/** The colours of a picture, as CSS writes them. */
export type DiagramColours = Readonly<Record<DiagramTone, string>>

/** Colours of a picture that nobody is looking at, as on the command line. */
export const lightColours: DiagramColours = {
  left: '#1d5fc4',
  right: '#12804f',
  fg: '#1d2630',
  muted: '#5c6875',
  faint: '#7b8794',
  line: '#dce2e9',
  event: '#8a5a12',
  err: '#c62f36',
  bg: '#ffffff',
}

const faces: Readonly<Record<TextFace, string>> = {
  mono: 'font-family="\'JetBrains Mono\',\'DejaVu Sans Mono\',ui-monospace,monospace" font-size="12" font-weight="400"',
  sans: 'font-family="Inter,\'Noto Sans SC\',system-ui,sans-serif" font-size="11.5" font-weight="400"',
  name: 'font-family="Inter,\'Noto Sans SC\',system-ui,sans-serif" font-size="12.5" font-weight="600"',
}

/** Characters that XML gives a meaning, and those that it has no place for. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
}

function round(length: number): number {
  return Math.round(length * 10) / 10
}

/** The corners of the head of an arrow, as SVG writes them. */
export function headPoints(x: number, y: number, angle: number): string {
  return headCorners(x, y, angle)
    .map((corner) => `${round(corner.x)},${round(corner.y)}`)
    .join(' ')
}

function element(shape: DiagramShape, colours: DiagramColours): string {
  const colour = colours[shape.tone]
  switch (shape.shape) {
    case 'line': {
      const dashes = shape.dashed ? ' stroke-dasharray="4 4"' : ''
      const ends = `x1="${round(shape.x1)}" y1="${round(shape.y1)}" x2="${round(shape.x2)}" y2="${round(shape.y2)}"`
      return `<line ${ends} stroke="${colour}" stroke-width="${shape.thick}"${dashes}/>`
    }
    case 'dot': {
      const [x, y] = [round(shape.x - 4.5), round(shape.y - shape.height / 2)]
      const fill = shape.hollow
        ? `fill="${colours.bg}" stroke="${colour}" stroke-width="1.5"`
        : `fill="${colour}"`
      return `<rect x="${x}" y="${y}" width="9" height="${round(shape.height)}" rx="4.5" ${fill}/>`
    }
    case 'head':
      return `<polygon points="${headPoints(shape.x, shape.y, shape.angle)}" fill="${colour}"/>`
    case 'text': {
      const { x, y, anchor, face, text, tail, turned = 0 } = shape
      const turn = turned === 0 ? '' : ` transform="rotate(${round(turned)} ${round(x)} ${round(y)})"`
      const at = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${turn}`
      const more = tail
        ? `<tspan fill="${colours[tail.tone]}" ${faces[tail.face]}>${escaped(tail.text)}</tspan>`
        : ''
      return `<text ${at} fill="${colour}" ${faces[face]} xml:space="preserve">${escaped(text)}${more}</text>`
    }
    default:
      return assertNever(shape)
  }
}

/** A picture that needs nothing but itself: no fonts, styles or scripts from elsewhere. */
export function svgPicture(
  size: { readonly width: number; readonly height: number },
  title: string,
  shapes: readonly DiagramShape[],
  colours: DiagramColours,
): string {
  const { width, height } = size
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.bg}"/>`,
    ...shapes.map((shape) => element(shape, colours)),
    '</svg>\n',
  ].join('\n')
}
