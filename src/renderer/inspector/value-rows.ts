import { textEncodings } from '../../shared/encoding/text-encoding'
import { escapedText, type TextSegment } from '../../shared/payload/escaped-text'
import { bitText, numberForms, unsigned, type NumberForm } from '../../shared/interpretation/numbers'
import { timeStampForms, timeStampText } from '../../shared/interpretation/time-stamps'

/** A value in both orders of bytes; null where it has none, or not in this order. */
export interface ValueRow {
  readonly name: string
  /** False where the order of bytes makes no difference; `big` has the value then. */
  readonly ordered: boolean
  readonly big: string | null
  readonly little: string | null
}

/** A value that the order of bytes does not change. */
export interface TextRow {
  readonly name: string
  readonly segments: readonly TextSegment[]
}

/** Bits of more bytes than the longest number would only fill lines. */
const mostBitBytes = 8

function numberRow(form: NumberForm, bytes: Uint8Array): ValueRow {
  const { name, size } = form
  const ordered = size > 1
  if (bytes.length < size) return { name, ordered, big: null, little: null }
  return { name, ordered, big: form.read(bytes, 'be'), little: ordered ? form.read(bytes, 'le') : null }
}

/** Every number that the bytes may be; chosen bytes of an unusual count are one number too. */
export function numberRows(bytes: Uint8Array, chosen: number): ValueRow[] {
  const unusual = chosen > 2 && chosen < mostBitBytes && chosen !== 4 ? [unsigned(chosen)] : []
  return [...unusual, ...numberForms].map((form) => numberRow(form, bytes))
}

/** The times that the bytes may be. */
export function timeRows(bytes: Uint8Array): ValueRow[] {
  return timeStampForms
    .filter(({ size }) => bytes.length >= size)
    .map((form) => ({
      name: form.name,
      ordered: true,
      big: timeStampText(form, bytes, 'be'),
      little: timeStampText(form, bytes, 'le'),
    }))
    .filter(({ big, little }) => big !== null || little !== null)
}

/** The bytes as text of every encoding. */
export function textRows(bytes: Uint8Array): TextRow[] {
  return textEncodings.map(({ id, name }) => ({ name, segments: escapedText(bytes, false, id) }))
}

/** The first bytes as bits. */
export function bitsOf(bytes: Uint8Array): string {
  return bitText(bytes.subarray(0, mostBitBytes))
}
