import type { Settings } from '../../shared/contract/engine/settings-calls'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import { CharacterWalk } from '../../shared/encoding/character-walk'
import { charactersOf } from '../../shared/encoding/characters-of'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { escapedText } from '../../shared/payload/escaped-text'
import { hexPair } from '../../shared/payload/hex-digits'
import { hexText } from './hex-text'
import { findBytes, type ByteRange, type SoughtPattern } from './find-bytes'

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

/** Characters that a hit cuts are shown as their bytes. */
function textSegments(
  bytes: Uint8Array,
  hits: readonly ByteRange[],
  more: boolean,
  encoding: TextEncoding,
): DataSegment[] {
  const walk = new CharacterWalk(charactersOf(encoding), bytes)
  return piecesOf(bytes.length, hits).flatMap(({ from, to, hit }) => {
    const begin = Math.min(walk.beginningFrom(from), to)
    const text = escapedText(bytes.subarray(begin, to), more && to === bytes.length, encoding)
    const cut = Array.from(bytes.subarray(from, begin), (byte) => ({
      text: `\\x${hexPair(byte)}`,
      escaped: true,
    }))
    return [...cut, ...text].map((segment) => ({
      text: segment.text,
      style: segment.escaped ? ('escape' as const) : ('plain' as const),
      hit,
    }))
  })
}

function hexSegments(bytes: Uint8Array, hits: readonly ByteRange[]): DataSegment[] {
  return piecesOf(bytes.length, hits).flatMap(({ from, to, hit }, index): DataSegment[] => {
    const hex: DataSegment = { text: hexText(bytes.subarray(from, to)), style: 'plain', hit }
    return index === 0 ? [hex] : [{ text: ' ', style: 'plain', hit: false }, hex]
  })
}

/** The sentence of an event; `sought` is marked. */
export function eventSegments(sentence: string, sought: readonly SoughtPattern[]): DataSegment[] {
  const bytes = new TextEncoder().encode(sentence)
  const hits = findBytes(
    bytes,
    sought.flatMap(({ inEvents }) => inEvents ?? []),
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
  sought: readonly SoughtPattern[],
  hexBeside: HexBeside = 16,
  encoding: TextEncoding = 'utf-8',
): DataSegment[] {
  const bytes = row.data ?? new Uint8Array()
  const more = row.length > bytes.length
  const hits = findBytes(
    bytes,
    sought.map(({ inMessages }) => inMessages),
  )
  const end: DataSegment[] = more ? [{ text: ' …', style: 'escape', hit: false }] : []
  if (mode === 'text') return [...textSegments(bytes, hits, more, encoding), ...end]
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
  return [...hex, gap, ...textSegments(bytes, hits, more, encoding), ...end]
}
