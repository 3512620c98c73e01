import type { TimelineLane } from '../../contract/engine/timeline-calls'
import { captureKindTexts } from '../../endpoints/endpoint-kind'
import { formatAddress, type SocketAddress } from '../../endpoints/socket-address'
import { fillText, type Language, type LocalText } from '../../language/local-text'
import { isServing } from '../timeline-role'
import { labelGap, type DiagramPlaces, type DiagramSide } from './diagram-places'
import { fittedText, textWidth, type DiagramShape } from './diagram-shape'

/** Height of the names above the lanes, px. */
export const headHeight = 38

/** What stands above a lane. */
export interface LaneHead {
  readonly name: string
  /** Empty where it is not known. */
  readonly kind: string
  /** Its address and the number of its peer. */
  readonly address: string
  readonly known: boolean
}

/** Which lane each side shows: clients stand on the left, servers on the right. Null for a side of which nothing is known. */
export type LaneSides = Readonly<Record<DiagramSide, number | null>>

export function laneSides(lanes: readonly Pick<TimelineLane, 'kind' | 'leg'>[]): LaneSides {
  const [first] = lanes
  const firstIsLeft = first === undefined || !isServing(first)
  const other = lanes.length > 1 ? 1 : null
  return firstIsLeft ? { left: 0, right: other } : { left: other, right: 0 }
}

export function sideOfLane(sides: LaneSides, lane: number): DiagramSide {
  return sides.left === lane ? 'left' : 'right'
}

/** The name and the address of what a lane stands for. `unknown`: what the other side is called. */
export function laneHead(
  lanes: readonly TimelineLane[],
  lane: number | null,
  unknown: string,
  language: Language,
): LaneHead {
  const shown = lane === null ? undefined : lanes[lane]
  if (!shown)
    return { name: unknown, kind: '', address: addressText(lanes[0]?.life.remote ?? null), known: false }
  const name = captureKindTexts[shown.kind].name[language]
  const kind = shown.leg === 'target' ? fillText(toTarget[language], { kind: name }) : name
  const peer = shown.peer === null ? '' : ` #${shown.peer}`
  return { name: shown.name, kind, address: `${addressText(shown.life.local)}${peer}`.trim(), known: true }
}

function addressText(address: SocketAddress | null): string {
  return address ? formatAddress(address) : ''
}

/** Of a relay that connects to its target. */
const toTarget: LocalText = { en: '{kind} to its target', 'zh-CN': '{kind}至目标' }

/** Between two ends on one machine. */
const loopback: LocalText = { en: 'loopback', 'zh-CN': '本机回环' }

/** Base lines of the head: of all in one line, or of the name above the rest. */
const oneLine = 24
const twoLines = [15, 31] as const

/** The names above both lanes; a row of {@link headHeight}. */
export function drawHead(
  places: DiagramPlaces,
  left: LaneHead,
  right: LaneHead,
  language: Language,
): readonly DiagramShape[] {
  const middle = (places.left + places.right) / 2
  const [leftRoom, rightRoom] = [places.left - labelGap - 20, places.width - 20 - places.right - labelGap]
  const fits = widthOf(left) <= leftRoom && widthOf(right) <= rightRoom
  const shapes = fits ? inOneLine : inTwoLines
  const isLocal = isLoopback(left.address) && isLoopback(right.address)
  return [
    ...shapes(left, places.left - labelGap, 'end', leftRoom),
    ...shapes(right, places.right + labelGap, 'start', rightRoom),
    ...(isLocal ? [wordsOf(loopback[language], middle, oneLine, 'middle')] : []),
  ]
}

function isLoopback(address: string): boolean {
  return /^(127\.|\[::1\]|\[?::ffff:127\.)/.test(address)
}

function factsOf({ kind, address }: LaneHead): string {
  return `${kind} ${address}`.trim()
}

function widthOf(head: LaneHead): number {
  return textWidth(head.name, 'name') + 8 + textWidth(factsOf(head), 'sans')
}

function wordsOf(text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end'): DiagramShape {
  return { shape: 'text', x, y, text, tone: 'muted', anchor, face: 'sans' }
}

function inOneLine(head: LaneHead, x: number, anchor: 'start' | 'end'): readonly DiagramShape[] {
  const facts = factsOf(head)
  const tail = facts === '' ? {} : { tail: { text: `  ${facts}`, tone: 'muted', face: 'sans' } as const }
  return [
    { shape: 'text', x, y: oneLine, text: head.name, tone: toneOf(head), anchor, face: 'name', ...tail },
  ]
}

function inTwoLines(
  head: LaneHead,
  x: number,
  anchor: 'start' | 'end',
  room: number,
): readonly DiagramShape[] {
  const facts = factsOf(head)
  const shown = textWidth(facts, 'sans') <= room ? facts : fittedText(head.address, 'sans', room)
  const text = fittedText(head.name, 'name', room)
  const y = shown === '' ? oneLine : twoLines[0]
  return [
    { shape: 'text', x, y, text, tone: toneOf(head), anchor, face: 'name' },
    ...(shown === '' ? [] : [wordsOf(shown, x, twoLines[1], anchor)]),
  ]
}

function toneOf({ known }: LaneHead): 'fg' | 'muted' {
  return known ? 'fg' : 'muted'
}

/** The two vertical lines from `top` to `bottom`; that of a side of which nothing is known is dashed. */
export function drawLanes(
  places: DiagramPlaces,
  sides: LaneSides,
  top: number,
  bottom: number,
): readonly DiagramShape[] {
  return (['left', 'right'] as const).map((side) => ({
    shape: 'line',
    x1: places[side],
    y1: top,
    x2: places[side],
    y2: bottom,
    tone: 'line',
    thick: 2,
    dashed: sides[side] === null,
  }))
}
