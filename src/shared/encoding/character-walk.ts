import { cutCharacter, type Characters } from './characters'

/** Goes through the characters of a record, from its first byte. */
export class CharacterWalk {
  private at: number

  /** `bytes` are those of one record; at `from` one of its characters begins. */
  constructor(
    private readonly characters: Characters,
    private readonly bytes: Uint8Array,
    from = 0,
  ) {
    this.at = from
  }

  /**
   * The first place at or after `place` where a character begins, or a byte that is part of none; the end of the bytes
   * where none does. `place` must not fall from call to call.
   */
  beginningFrom(place: number): number {
    const { characters, bytes } = this
    while (this.at < place && this.at < bytes.length) {
      const codePoint = characters.read(bytes, this.at)
      if (codePoint === cutCharacter) this.at = bytes.length
      else this.at += codePoint < 0 ? characters.step : characters.lengthOf(codePoint)
    }
    return Math.min(this.at, bytes.length)
  }

  /** Does a character begin at `place`, which is inside the bytes and must not fall from call to call? */
  beginsAt(place: number): boolean {
    return this.beginningFrom(place) === place
  }
}
