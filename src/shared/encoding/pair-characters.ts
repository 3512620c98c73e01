import { cutCharacter, noCharacter, type Characters } from './characters'

/** A character of two bytes: `code` is the first byte times 256 plus the second. */
export interface PairCharacter {
  readonly code: number
  readonly codePoint: number
}

const halfWidth = { byte: 0xa1, codePoint: 0xff61, count: 63 }

/** An encoding with ASCII and characters of two bytes, the first of which is 0x81 or more. */
export class PairCharacters implements Characters {
  readonly keepsAscii = true
  readonly marksBeginnings = false
  readonly step = 1
  readonly longest: number = 2
  /** Code points by `code`; 0 where there is none. */
  private readonly codePoints = new Uint16Array(0x10000)
  /** Codes by code point. */
  private readonly codes = new Uint16Array(0x10000)
  /** 1 for each byte that may begin a pair. */
  private readonly leads = new Uint8Array(256)

  /**
   * Of several pairs for one character the first counts. With `katakana` the bytes 0xA1 to 0xDF are half-width
   * katakana (JIS X 0201).
   */
  constructor(
    pairs: Iterable<PairCharacter>,
    private readonly katakana = false,
  ) {
    for (const { code, codePoint } of pairs) {
      if (this.codes[codePoint] !== 0) continue
      this.codes[codePoint] = code
      this.codePoints[code] = codePoint
      this.leads[code >> 8] = 1
    }
  }

  read(bytes: Uint8Array, at: number): number {
    const first = bytes[at]!
    if (first < 0x80) return first
    if (this.katakana && first >= halfWidth.byte && first < halfWidth.byte + halfWidth.count) {
      return halfWidth.codePoint + first - halfWidth.byte
    }
    if (this.leads[first] === 0) return noCharacter
    if (at + 1 >= bytes.length) return cutCharacter
    return this.codePoints[(first << 8) | bytes[at + 1]!]! || noCharacter
  }

  lengthOf(codePoint: number): number {
    return codePoint < 0x80 || this.isKatakana(codePoint) ? 1 : 2
  }

  write(codePoint: number, into: Uint8Array, at: number): number {
    if (codePoint < 0x80) {
      into[at] = codePoint
      return 1
    }
    if (this.isKatakana(codePoint)) {
      into[at] = codePoint - halfWidth.codePoint + halfWidth.byte
      return 1
    }
    if (!this.hasPair(codePoint)) return 0
    const code = this.codes[codePoint]!
    into[at] = code >> 8
    into[at + 1] = code & 0xff
    return 2
  }

  /** Is the character one of two bytes? */
  protected hasPair(codePoint: number): boolean {
    return codePoint <= 0xffff && this.codes[codePoint] !== 0
  }

  private isKatakana(codePoint: number): boolean {
    const place = codePoint - halfWidth.codePoint
    return this.katakana && place >= 0 && place < halfWidth.count
  }
}
