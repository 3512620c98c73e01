import { bytesToHex } from '../hex-digits'

/** What a variable stands for at one sending. */
export type VariableValue =
  | { readonly is: 'text'; readonly text: string }
  /** Written in decimal. */
  | { readonly is: 'number'; readonly number: number | bigint }
  /** Inserted as they are, in text and in hex. */
  | { readonly is: 'bytes'; readonly bytes: Uint8Array }
  /** Hex digits in text, the bytes themselves in hex. */
  | { readonly is: 'digits'; readonly bytes: Uint8Array }

export function textValue(text: string): VariableValue {
  return { is: 'text', text }
}

export function numberValue(number: number | bigint): VariableValue {
  return { is: 'number', number }
}

const integer = /^[+-]?\d+$/
const hexInteger = /^0x[0-9a-f]+$/i
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** The number that `text` writes: an integer (also `0x…`) as a bigint, a decimal fraction as a number; else null. */
export function parseNumber(text: string): number | bigint | null {
  const trimmed = text.trim()
  if (trimmed.length > 400) return null
  if (integer.test(trimmed) || hexInteger.test(trimmed)) return BigInt(trimmed.replace(/^\+/, ''))
  return decimal.test(trimmed) ? Number(trimmed) : null
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

/** Digits of a checksum of at most this many bytes are a number too. */
const longestNumber = 8

/** `value` as a number; null where it is none. */
export function numberOf(value: VariableValue): number | bigint | null {
  switch (value.is) {
    case 'number':
      return value.number
    case 'text':
      return parseNumber(value.text)
    case 'bytes':
      return value.bytes.length > 400 ? null : parseNumber(latin1(value.bytes))
    case 'digits':
      return value.bytes.length > longestNumber ? null : BigInt(`0x${bytesToHex(value.bytes, '') || '0'}`)
  }
}

/** `value` as text; bytes that are no digits are read as Latin-1. */
export function textOf(value: VariableValue): string {
  switch (value.is) {
    case 'text':
      return value.text
    case 'number':
      return String(value.number)
    case 'bytes':
      return latin1(value.bytes)
    case 'digits':
      return bytesToHex(value.bytes, '').toLowerCase()
  }
}
