/** Colours by what they stand for; the window and an exported picture give them theirs. */
export type DiagramTone = 'left' | 'right' | 'fg' | 'muted' | 'faint' | 'line' | 'event' | 'err' | 'bg'

/** What a diagram is drawn with. Lengths in px. */
export type DiagramShape =
  | {
      readonly shape: 'line'
      readonly x1: number
      readonly y1: number
      readonly x2: number
      readonly y2: number
      readonly tone: DiagramTone
      readonly thick: number
      readonly dashed: boolean
    }
  /** A step: full where it was observed, hollow where it was derived, `height` px high where it stands for many. */
  | {
      readonly shape: 'dot'
      readonly x: number
      readonly y: number
      readonly height: number
      readonly tone: DiagramTone
      readonly hollow: boolean
    }
  /** The head of an arrow whose tip is at `x`, `y`, pointing along `angle` (radians, 0 to the right). */
  | {
      readonly shape: 'head'
      readonly x: number
      readonly y: number
      readonly angle: number
      readonly tone: DiagramTone
    }
  | {
      readonly shape: 'text'
      readonly x: number
      readonly y: number
      readonly text: string
      readonly tone: DiagramTone
      readonly anchor: 'start' | 'middle' | 'end'
      readonly face: TextFace
      /** What follows it on the same line. */
      readonly tail?: { readonly text: string; readonly tone: DiagramTone; readonly face: TextFace }
      /** How it is turned about its place, degrees; words of an arrow lie along it. */
      readonly turned?: number
    }

/** The corners of the head of an arrow whose tip is at `x`, `y`. */
export function headCorners(x: number, y: number, angle: number): readonly { x: number; y: number }[] {
  const corner = (turn: number) => {
    const at = angle + Math.PI + turn
    return { x: x + 8 * Math.cos(at), y: y + 8 * Math.sin(at) }
  }
  return [{ x, y }, corner(0.5), corner(-0.5)]
}

/** `mono` and `sans` are of a row, `name` is bold. */
export type TextFace = 'mono' | 'sans' | 'name'

/** About how wide one Latin character is, px; others take a whole square. */
const characterWidth: Readonly<Record<TextFace, number>> = { mono: 7.25, sans: 5.6, name: 8 }
const squareWidth = 12

export function textWidth(text: string, face: TextFace): number {
  let width = 0
  for (const character of text) width += character < '\u2e80' ? characterWidth[face] : squareWidth
  return width
}

/** As much of a text as fits in `room` px, with an ellipsis where some is missing; empty where hardly anything would. */
export function fittedText(text: string, face: TextFace, room: number): string {
  if (textWidth(text, face) <= room) return text
  let fitted = ''
  let width = textWidth('…', face)
  for (const character of text) {
    width += textWidth(character, face)
    if (width > room) break
    fitted += character
  }
  return fitted.length < 3 ? '' : `${fitted.trimEnd()}…`
}
