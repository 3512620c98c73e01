/** The bytes of pairs of hex digits with nothing between; null for anything else. */
export function parseHexBytes(digits: string): number[] | null {
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return null
  return Array.from({ length: digits.length / 2 }, (_, byte) =>
    Number.parseInt(digits.slice(byte * 2, byte * 2 + 2), 16),
  )
}

const simple: Readonly<Record<string, number>> = {
  '\\': 0x5c,
  "'": 0x27,
  '"': 0x22,
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
}

/** One character or escape of a bytes literal (Python reference, 2.4.1). */
const piece = /\\x([0-9a-f]{2})|\\([0-7]{1,3})|\\(\r?\n)|\\([\s\S])|([\s\S])/giy
const literal = /(?:rb|br|b)("""|'''|"|')((?:\\[\s\S]|(?!\1)[\s\S])*)\1/iy

function literalBytes(text: string): number[] {
  const bytes: number[] = []
  for (const [, hex, octal, joined, escape, plain] of text.matchAll(piece)) {
    if (plain !== undefined) bytes.push(plain.charCodeAt(0))
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16))
    else if (joined !== undefined) continue
    else if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff)
    else if (escape !== undefined && Object.hasOwn(simple, escape)) bytes.push(simple[escape]!)
    else if (escape !== undefined) bytes.push(0x5c, escape.charCodeAt(0))
  }
  return bytes
}

const fromHex = /^(?:bytes|bytearray)\.fromhex\(\s*("|')([0-9a-f\s]*)\1\s*\)$/i

/** The bytes of `bytes.fromhex("48 65")`; null for anything else. */
function fromHexCall(text: string): Uint8Array | null {
  const digits = fromHex.exec(text)?.[2]?.replaceAll(/\s/g, '')
  const bytes = digits === undefined ? null : parseHexBytes(digits)
  return bytes && Uint8Array.from(bytes)
}

/**
 * The bytes of one or several Python bytes literals, alone, in parentheses, in `bytearray( )` or behind `name =`, or of
 * `bytes.fromhex( )`; null for anything else.
 */
export function readPythonBytes(text: string): Uint8Array | null {
  const value = text.replace(/^\w+\s*=\s*/, '')
  return fromHexCall(value) ?? readLiterals(value)
}

function readLiterals(text: string): Uint8Array | null {
  const inside = text.replace(/^(?:bytes|bytearray)?\(([\s\S]*)\)$/, '$1').trim()
  const bytes: number[] = []
  let at = 0
  while (at < inside.length) {
    literal.lastIndex = at
    const match = literal.exec(inside)
    if (!match) return null
    // A bytes literal has ASCII only.
    if (/[^\0-\x7f]/.test(match[2]!)) return null
    const raw = /^r|^br/i.test(match[0])
    const read = raw ? Array.from(match[2]!, (one) => one.charCodeAt(0)) : literalBytes(match[2]!)
    bytes.push(...read)
    at = literal.lastIndex
    at += /^\s*/.exec(inside.slice(at))![0].length
  }
  return Uint8Array.from(bytes)
}
