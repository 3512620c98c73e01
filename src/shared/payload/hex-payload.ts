import { SockwrightError } from '../contract/errors'
import { faultAt, type PayloadToken } from './payload-compilation'
import { plainScope, type PayloadScope } from './payload-context'
import { encodeUtf8 } from './payload-encoder'
import { PartList, variablePart, type TemplatePart } from './template-parts'
import { faultTokens, innerTextReader } from './text-payload'
import type { EvaluateVariable } from './variables/variable-definition'
import type { VariableReader } from './variables/read-variable'

/**
 * Hex payloads: pairs of hex digits of either case. White space, line breaks, commas and colons may stand between
 * pairs, as many as one likes, and any run of digits may begin with `0x`. The two digits of a byte stand together: in
 * `48 6 65` the `6` is a lone digit rather than the first half of `66`, so that a forgotten digit never shifts the
 * bytes after it. Variables stand between pairs like bytes: binary values insert their bytes, others their text in
 * UTF-8.
 */
const separator = /[\s,:]/
const codeOf0 = 0x30
const codeOfX = 0x78
const toLower = 0x20

/** The value of the hex digit with UTF-16 unit `code`, -1 for any other character. */
function digitValue(code: number): number {
  if (code >= codeOf0 && code <= 0x39) return code - codeOf0
  const lower = code | toLower
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** One part of a hex payload, in UTF-16 units from 0. */
type HexPiece = { readonly from: number; readonly to: number } & (
  | { readonly is: 'prefix' | 'separator' }
  | { readonly is: 'byte'; readonly byte: number }
  | { readonly is: 'variable'; readonly evaluate: EvaluateVariable }
  | { readonly is: 'fault'; readonly fault: SockwrightError }
)

function isPrefix(hex: string, at: number): boolean {
  return (
    hex.charCodeAt(at) === codeOf0 &&
    (hex.charCodeAt(at + 1) | toLower) === codeOfX &&
    digitValue(hex.charCodeAt(at + 2)) >= 0
  )
}

/** Walks over `hex` once. A fault is visited like any other part and the walk goes on behind it. */
function walk(hex: string, reader: VariableReader, visit: (piece: HexPiece) => void): void {
  let at = 0
  let groupBegins = true
  while (at < hex.length) {
    const from = at
    const high = digitValue(hex.charCodeAt(at))
    if (hex.startsWith('{{', at)) {
      const piece = readVariable(hex, at, reader)
      at = piece.to
      groupBegins = true
      visit(piece)
    } else if (high < 0) {
      at += String.fromCodePoint(hex.codePointAt(at)!).length
      groupBegins = separator.test(hex.charAt(from))
      if (groupBegins) visit({ is: 'separator', from, to: at })
      else visit(faultPiece(hex, from, at))
    } else if (groupBegins && isPrefix(hex, at)) {
      at += 2
      groupBegins = false
      visit({ is: 'prefix', from, to: at })
    } else {
      const low = digitValue(hex.charCodeAt(at + 1))
      at += low < 0 ? 1 : 2
      groupBegins = false
      if (low < 0) visit(faultPiece(hex, from, at))
      else visit({ is: 'byte', from, to: at, byte: high * 16 + low })
    }
  }
}

function readVariable(hex: string, from: number, reader: VariableReader): HexPiece {
  const read = reader.read(hex, from)
  const to = from + read.length
  return read.ok
    ? { is: 'variable', from, to, evaluate: read.evaluate }
    : { is: 'fault', from, to, fault: read.fault }
}

/** A lone digit (`E_HEX_ODD`), or something that is no digit (`E_HEX_CHARACTER`). */
function faultPiece(hex: string, from: number, to: number): HexPiece {
  const character = hex.slice(from, to)
  const code = digitValue(hex.charCodeAt(from)) < 0 ? 'E_HEX_CHARACTER' : 'E_HEX_ODD'
  const fault = new SockwrightError(code, { ...faultAt(from, to - from), character })
  return { is: 'fault', from, to, fault }
}

/** The parts of a hex payload. Throws the first fault: `E_HEX_ODD`, `E_HEX_CHARACTER`, failures of variables. */
export function hexParts(hex: string, scope: PayloadScope): readonly TemplatePart[] {
  const list = new PartList(Math.ceil(hex.length / 3))
  const writer = { encode: encodeUtf8, digits: 'bytes' } as const
  walk(hex, innerTextReader(scope, encodeUtf8), (piece) => {
    if (piece.is === 'byte') list.byte(piece.byte)
    else if (piece.is === 'fault') throw piece.fault
    else if (piece.is === 'variable') {
      const place = faultAt(piece.from, piece.to - piece.from)
      list.variable(variablePart(piece.evaluate, writer, place))
    }
  })
  return list.end()
}

/** Bytes, prefixes, separators, variables and faults in `hex`, in order, for colouring. */
export function hexTokens(hex: string, scope: PayloadScope = plainScope): PayloadToken[] {
  const tokens: PayloadToken[] = []
  walk(hex, innerTextReader(scope, encodeUtf8), (piece) => {
    const { from, to } = piece
    if (piece.is === 'fault') tokens.push(...faultTokens(from, to, piece.fault))
    else tokens.push({ from, to, type: piece.is })
  })
  return tokens
}
