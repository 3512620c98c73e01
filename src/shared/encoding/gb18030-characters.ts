import { cutCharacter, noCharacter } from './characters'
import { PairCharacters } from './pair-characters'
import { gbkPairs } from './pair-tables'

/** Places of four bytes for the code points below 0x10000, and the place of U+FFFD among them. */
const lowPlaces = 39_420
const replacementPlace = 39_417
/** The first bytes of the places for code points from 0x10000 on, which are in order. */
const highLead = 0x90

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isLead(byte: number): boolean {
  return byte >= 0x81 && byte <= 0xfe
}

function writePlace(place: number, firstLead: number, into: Uint8Array, at: number): void {
  into[at] = firstLead + Math.floor(place / 12_600)
  into[at + 1] = 0x30 + (Math.floor(place / 1_260) % 10)
  into[at + 2] = 0x81 + (Math.floor(place / 10) % 126)
  into[at + 3] = 0x30 + (place % 10)
}

/** GB18030: GBK, and all other code points in four bytes. */
export class Gb18030Characters extends PairCharacters {
  override readonly longest = 4
  /** Code points below 0x10000 by place; 0 where there is none. */
  private readonly low = new Uint16Array(lowPlaces)
  /** Places by code point, counted from 1. */
  private readonly places = new Uint16Array(0x10000)

  constructor() {
    super(gbkPairs())
    const bytes = new Uint8Array(lowPlaces * 4)
    for (let place = 0; place < lowPlaces; place += 1) writePlace(place, 0x81, bytes, place * 4)
    const decoded = new TextDecoder('gb18030').decode(bytes)
    for (let place = 0; place < lowPlaces; place += 1) {
      const codePoint = decoded.charCodeAt(place)
      const isNone = codePoint === 0xfffd && place !== replacementPlace
      if (isNone || this.hasPair(codePoint)) continue
      this.low[place] = codePoint
      this.places[codePoint] = place + 1
    }
  }

  override read(bytes: Uint8Array, at: number): number {
    const first = bytes[at]!
    const second = bytes[at + 1]
    if (second === undefined || !isDigit(second) || !isLead(first)) return super.read(bytes, at)
    const third = bytes[at + 2]
    if (third === undefined) return cutCharacter
    if (!isLead(third)) return noCharacter
    const fourth = bytes[at + 3]
    if (fourth === undefined) return cutCharacter
    if (!isDigit(fourth)) return noCharacter
    const high = first >= highLead
    const lead = first - (high ? highLead : 0x81)
    const place = ((lead * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30
    if (high) return place <= 0xfffff ? 0x10000 + place : noCharacter
    return (place < lowPlaces ? this.low[place]! : 0) || noCharacter
  }

  override lengthOf(codePoint: number): number {
    if (codePoint < 0x80) return 1
    return this.hasPair(codePoint) ? 2 : 4
  }

  override write(codePoint: number, into: Uint8Array, at: number): number {
    const written = super.write(codePoint, into, at)
    if (written > 0) return written
    const place = codePoint > 0xffff ? codePoint - 0x10000 : this.places[codePoint]! - 1
    if (place < 0) return 0
    writePlace(place, codePoint > 0xffff ? highLead : 0x81, into, at)
    return 4
  }
}
