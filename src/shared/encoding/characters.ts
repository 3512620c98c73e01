import { cutUtf8, invalidUtf8 } from '../payload/utf8'

/** What {@link Characters.read} answers where no character begins. */
export const noCharacter = invalidUtf8
/** The bytes end in the middle of what may be a character. */
export const cutCharacter = cutUtf8

/**
 * The characters of one encoding. Each has exactly one form in bytes: what else decodes to the same character
 * elsewhere counts as bytes that are none, so that shown text stands for one sequence of bytes.
 */
export interface Characters {
  /** Is every ASCII character the byte of its number? */
  readonly keepsAscii: boolean
  /**
   * Does no sequence of characters have another one's bytes at a place where none of its own begins? Where that is so,
   * bytes can be searched for without knowing where characters begin.
   */
  readonly marksBeginnings: boolean
  /** How many bytes belong together where no character begins. */
  readonly step: 1 | 2
  /** The most bytes that one character takes. */
  readonly longest: number
  /**
   * The code point of the character at `at`, which must be inside `bytes`; {@link noCharacter}, or
   * {@link cutCharacter} where all bytes from `at` on are the beginning of one.
   */
  read(bytes: Uint8Array, at: number): number
  /** How many bytes a code point takes that {@link read} gave. */
  lengthOf(codePoint: number): number
  /** Writes a code point to `into` at `at`; how many bytes that took, 0 where the encoding lacks it. */
  write(codePoint: number, into: Uint8Array, at: number): number
}
