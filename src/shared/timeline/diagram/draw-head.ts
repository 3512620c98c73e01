import type { TimelineLane } from '../../contract/engine/timeline-calls'
import { captureKindTexts } from '../../endpoints/endpoint-kind'
import { formatAddress, type SocketAddress } from '../../endpoints/socket-address'
import type { Language, LocalText } from '../../language/local-text'
import { timelineRole } from '../timeline-role'
import { labelGap, type DiagramPlaces, type DiagramSide } from './diagram-places'
import { fittedText, textWidth, type DiagramShape } from './diagram-shape'

/** Height of the names above the lanes, px. */
export const headHeight = 38

/** What stands above a lane. */
export interface LaneHead {
  readonly name: string
  readonly facts: string
  readonly known: boolean
}

/** Which lane each side shows: clients stand on the left, servers on the right. Null for a side of which nothing is known. */
export type LaneSides = Readonly<Record<DiagramSide, number | null>>

export function laneSides(lanes: readonly Pick<TimelineLane, 'kind'>[]): LaneSides {
  const [first] = lanes
  const firstIsLeft = first === undefined || timelineRole(first.kind) !== 'server'
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
  if (!shown) return { name: unknown, facts: addressText(lanes[0]?.life.remote ?? null), known: false }
  const kind = captureKindTexts[shown.kind].name[language]
  const peer = shown.peer === null ? '' : ` #${shown.peer}`
  return { name: shown.name, facts: `${kind} ${addressText(shown.life.local)}${peer}`.trim(), known: true }
}

function addressText(address: SocketAddress | null): string {
  return address ? formatAddress(address) : ''
}

/** Between two ends on one machine. */
const loopback: LocalText = { en: 'loopback', 'zh-CN': '本机回环' }

/** The names above both lanes; a row of {@link headHeight}. */
export function drawHead(
  places: DiagramPlaces,
  left: LaneHead,
  right: LaneHead,
  language: Language,
): readonly DiagramShape[] {
  const middle = (places.left + places.right) / 2
  return [
    ...headShapes(left, places.left - labelGap, 'end', Math.max(places.left - labelGap - 20, 0)),
    ...headShapes(right, places.right + labelGap, 'start', places.width - 20 - places.right - labelGap),
    ...(left.facts !== '' && isLoopback(left.facts) && isLoopback(right.facts)
      ? ([
          {
            shape: 'text',
            x: middle,
            y: 24,
            text: loopback[language],
            tone: 'muted',
            anchor: 'middle',
            face: 'sans',
          },
        ] as const)
      : []),
  ]
}

function isLoopback(facts: string): boolean {
  return /(^|[ [])(127\.|::1\]|::ffff:127\.)/.test(facts)
}

function headShapes(
  { name, facts, known }: LaneHead,
  x: number,
  anchor: 'start' | 'end',
  room: number,
): readonly DiagramShape[] {
  const shownName = fittedText(name, 'name', room)
  const shownFacts = fittedText(facts, 'sans', room - textWidth(shownName, 'name') - 8)
  const tone = known ? 'fg' : 'muted'
  const tail =
    shownFacts === '' ? {} : { tail: { text: `  ${shownFacts}`, tone: 'muted', face: 'sans' } as const }
  return [{ shape: 'text', x, y: 24, text: shownName, tone, anchor, face: 'name', ...tail }]
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
