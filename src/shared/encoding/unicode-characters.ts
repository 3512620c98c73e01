import { readUtf8, utf8Length } from '../payload/utf8'
import { cutCharacter, noCharacter, type Characters } from './characters'

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff
}

/** UTF-8 (RFC 3629). */
export const utf8Characters: Characters = {
  keepsAscii: true,
  marksBeginnings: true,
  step: 1,
  longest: 4,
  read: readUtf8,
  lengthOf: utf8Length,
  write(codePoint, into, at) {
    if (isSurrogate(codePoint)) return 0
    const length = utf8Length(codePoint)
    if (length === 1) {
      into[at] = codePoint
      return 1
    }
    for (let place = length - 1, rest = codePoint; place >= 0; place -= 1, rest >>= 6) {
      into[at + place] = place > 0 ? 0x80 | (rest & 0x3f) : ((0xff00 >> length) & 0xff) | rest
    }
    return length
  },
}

/** ISO 8859-1: each byte is the code point of its number. */
export const latin1Characters: Characters = {
  keepsAscii: true,
  marksBeginnings: true,
  step: 1,
  longest: 1,
  read: (bytes, at) => bytes[at]!,
  lengthOf: () => 1,
  write(codePoint, into, at) {
    if (codePoint > 0xff) return 0
    into[at] = codePoint
    return 1
  },
}

/** UTF-16 in one order of bytes (RFC 2781), without a mark of the order. */
export function utf16Characters(order: 'le' | 'be'): Characters {
  const high = order === 'be' ? 0 : 1
  const unitAt = (bytes: Uint8Array, at: number) => (bytes[at + high]! << 8) | bytes[at + 1 - high]!
  const writeUnit = (unit: number, into: Uint8Array, at: number) => {
    into[at + high] = unit >> 8
    into[at + 1 - high] = unit & 0xff
  }
  return {
    keepsAscii: false,
    marksBeginnings: false,
    step: 2,
    longest: 4,
    read(bytes, at) {
      if (at + 1 >= bytes.length) return cutCharacter
      const unit = unitAt(bytes, at)
      if (!isSurrogate(unit)) return unit
      if (unit >= 0xdc00) return noCharacter
      if (at + 3 >= bytes.length) return cutCharacter
      const low = unitAt(bytes, at + 2)
      if (low < 0xdc00 || low > 0xdfff) return noCharacter
      return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
    },
    lengthOf: (codePoint) => (codePoint > 0xffff ? 4 : 2),
    write(codePoint, into, at) {
      if (isSurrogate(codePoint)) return 0
      if (codePoint <= 0xffff) {
        writeUnit(codePoint, into, at)
        return 2
      }
      writeUnit(0xd800 + ((codePoint - 0x10000) >> 10), into, at)
      writeUnit(0xdc00 + (codePoint & 0x3ff), into, at + 2)
      return 4
    },
  }
}
