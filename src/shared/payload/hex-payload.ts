import { SockwrightError } from '../contract/errors'
import { faultAt, type PayloadCompilation, type PayloadToken } from './payload-compilation'

/**
 * Hex payloads: pairs of hex digits of either case. White space, line breaks, commas and colons may stand between
 * pairs, as many as one likes, and any run of digits may begin with `0x`. The two digits of a byte stand together: in
 * `48 6 65` the `6` is a lone digit rather than the first half of `66`, so that a forgotten digit never shifts the
 * bytes after it.
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

/** Called with each part of a hex payload, in order; `value` is that of a byte. */
type Visit = (type: PayloadToken['type'], from: number, to: number, value: number) => void

function isPrefix(hex: string, at: number): boolean {
  return (
    hex.charCodeAt(at) === codeOf0 &&
    (hex.charCodeAt(at + 1) | toLower) === codeOfX &&
    digitValue(hex.charCodeAt(at + 2)) >= 0
  )
}

/** Walks over `hex` once. A fault is visited like any other part and the walk goes on behind it. */
function walk(hex: string, visit: Visit): void {
  let at = 0
  let groupBegins = true
  while (at < hex.length) {
    const from = at
    const high = digitValue(hex.charCodeAt(at))
    if (high < 0) {
      at += String.fromCodePoint(hex.codePointAt(at)!).length
      groupBegins = separator.test(hex.charAt(from))
      visit(groupBegins ? 'separator' : 'fault', from, at, 0)
    } else if (groupBegins && isPrefix(hex, at)) {
      at += 2
      groupBegins = false
      visit('prefix', from, at, 0)
    } else {
      const low = digitValue(hex.charCodeAt(at + 1))
      at += low < 0 ? 1 : 2
      groupBegins = false
      visit(low < 0 ? 'fault' : 'byte', from, at, high * 16 + low)
    }
  }
}

function faultIn(hex: string, from: number, to: number): SockwrightError {
  const character = hex.slice(from, to)
  const code = digitValue(hex.charCodeAt(from)) < 0 ? 'E_HEX_CHARACTER' : 'E_HEX_ODD'
  return new SockwrightError(code, { ...faultAt(from, to - from), character })
}

/** Compiles `hex`. Fails with the first fault: `E_HEX_ODD` for a lone digit, `E_HEX_CHARACTER` for anything else. */
export function compileHex(hex: string): PayloadCompilation {
  const bytes = new Uint8Array(Math.ceil(hex.length / 2))
  let length = 0
  let fault: SockwrightError | null = null
  walk(hex, (type, from, to, value) => {
    if (type === 'byte') bytes[length++] = value
    else if (type === 'fault') fault ??= faultIn(hex, from, to)
  })
  const found = fault as SockwrightError | null
  return found ? { ok: false, failure: found.toFailure() } : { ok: true, bytes: bytes.slice(0, length) }
}

/** Bytes, prefixes, separators and faults in `hex`, in order, for colouring. */
export function hexTokens(hex: string): PayloadToken[] {
  const tokens: PayloadToken[] = []
  walk(hex, (type, from, to) => tokens.push({ from, to, type }))
  return tokens
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase())

/** The two upper-case digits of `byte` (0 to 255). */
export function hexPair(byte: number): string {
  return pairs[byte]!
}

/** `48 65 6C`: what {@link compileHex} turns back into the same bytes. */
export function bytesToHex(bytes: Uint8Array, between = ' '): string {
  return Array.from(bytes, hexPair).join(between)
}
