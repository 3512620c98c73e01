import type { Settings } from '../../shared/contract/engine/settings-calls'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import type { FilterPattern } from '../../shared/filter/filter-pattern'
import { HexPattern } from '../../shared/filter/hex-pattern'
import { escapedText } from '../../shared/payload/escaped-text'
import { hexText } from './hex-text'
import { findBytes, type ByteRange } from './find-bytes'

export type LogMode = Settings['logMode']

/** A stretch of a row's data: plain, an escape (shown faintly), a hit of the filter, or the gap between hex and text. */
export interface DataSegment {
  readonly text: string
  readonly style: 'plain' | 'escape' | 'gap'
  readonly hit: boolean
}

/** Bytes that hex shows in a row where text stands beside it: fewer where the log is narrow. */
export type HexBeside = 4 | 8 | 16

interface Piece extends ByteRange {
  readonly hit: boolean
}

/** `bytes` in pieces that are either all hit or not at all. */
function piecesOf(length: number, hits: readonly ByteRange[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { from, to } of hits) {
    if (from > at) pieces.push({ from: at, to: from, hit: false })
    pieces.push({ from, to, hit: true })
    at = to
  }
  if (at < length) pieces.push({ from: at, to: length, hit: false })
  return pieces
}

function textSegments(bytes: Uint8Array, hits: readonly ByteRange[], more: boolean): DataSegment[] {
  return piecesOf(bytes.length, hits).flatMap(({ from, to, hit }) =>
    escapedText(bytes.subarray(from, to), more && to === bytes.length).map(({ text, escaped }) => ({
      text,
      style: escaped ? ('escape' as const) : ('plain' as const),
      hit,
    })),
  )
}

function hexSegments(bytes: Uint8Array, hits: readonly ByteRange[]): DataSegment[] {
  return piecesOf(bytes.length, hits).flatMap(({ from, to, hit }, index): DataSegment[] => {
    const hex: DataSegment = { text: hexText(bytes.subarray(from, to)), style: 'plain', hit }
    return index === 0 ? [hex] : [{ text: ' ', style: 'plain', hit: false }, hex]
  })
}

/** The sentence of an event; `sought` is marked. */
export function eventSegments(sentence: string, sought: readonly FilterPattern[]): DataSegment[] {
  const bytes = new TextEncoder().encode(sentence)
  // Bytes in hex are looked for in messages only.
  const hits = findBytes(
    bytes,
    sought.filter((pattern) => !(pattern instanceof HexPattern)),
  )
  return piecesOf(bytes.length, hits).map(({ from, to, hit }) => ({
    text: new TextDecoder().decode(bytes.subarray(from, to)),
    style: 'plain',
    hit,
  }))
}

/** The data of a message as its row shows it in `mode`; `sought` is marked. */
export function messageSegments(
  row: Pick<LogRow, 'data' | 'length'>,
  mode: LogMode,
  sought: readonly FilterPattern[],
  hexBeside: HexBeside = 16,
): DataSegment[] {
  const bytes = row.data ?? new Uint8Array()
  const more = row.length > bytes.length
  const hits = findBytes(bytes, sought)
  const end: DataSegment[] = more ? [{ text: ' …', style: 'escape', hit: false }] : []
  if (mode === 'text') return [...textSegments(bytes, hits, more), ...end]
  if (mode === 'hex') return [...hexSegments(bytes, hits), ...end]
  const head = bytes.subarray(0, hexBeside)
  const headHits = hits.filter(({ from }) => from < head.length)
  const cut = headHits.map(({ from, to }) => ({ from, to: Math.min(to, head.length) }))
  const hex = hexSegments(head, cut)
  const width = hex.reduce((sum, { text }) => sum + text.length, 0)
  const mark = bytes.length > head.length ? ' …' : '  '
  const gap: DataSegment = {
    text: mark + ' '.repeat(hexBeside * 3 - 1 - width + 2),
    style: 'gap',
    hit: false,
  }
  return [...hex, gap, ...textSegments(bytes, hits, more), ...end]
}
