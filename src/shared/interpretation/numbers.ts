/** The order of bytes in a number. */
export type ByteOrder = 'be' | 'le'

/** One way to read a number: its name, its size in bytes, and how it shows. */
export interface NumberForm {
  /** `u16`, `f32` …. */
  readonly name: string
  readonly size: number
  read(bytes: Uint8Array, order: ByteOrder): string
}

/** All of `bytes` as one unsigned number. */
export function unsignedOf(bytes: Uint8Array, order: ByteOrder): bigint {
  let value = 0n
  for (let index = 0; index < bytes.length; index++) {
    const at = order === 'be' ? index : bytes.length - 1 - index
    value = (value << 8n) | BigInt(bytes[at]!)
  }
  return value
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** As few digits as tell a single-precision number from its neighbours; nine always do (IEEE 754, 5.12.2). */
function singleText(value: number): string {
  if (value === 0) return numberText(value)
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return numberText(Number(text))
  }
  return numberText(Number(value.toPrecision(9)))
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** The unsigned number of `size` bytes. */
export function unsigned(size: number): NumberForm {
  return {
    name: `u${size * 8}`,
    size,
    read: (bytes, order) => String(unsignedOf(bytes.subarray(0, size), order)),
  }
}

/** The two's complement number of `size` bytes. */
export function signed(size: number): NumberForm {
  return {
    name: `i${size * 8}`,
    size,
    read: (bytes, order) => String(BigInt.asIntN(size * 8, unsignedOf(bytes.subarray(0, size), order))),
  }
}

/** IEEE 754 single precision. */
export const single: NumberForm = {
  name: 'f32',
  size: 4,
  read: (bytes, order) => singleText(viewOf(bytes).getFloat32(0, order === 'le')),
}

/** IEEE 754 double precision. */
export const double: NumberForm = {
  name: 'f64',
  size: 8,
  read: (bytes, order) => numberText(viewOf(bytes).getFloat64(0, order === 'le')),
}

/** All forms, small ones first. */
export const numberForms: readonly NumberForm[] = [
  ...[1, 2, 4, 8].flatMap((size) => [unsigned(size), signed(size)]),
  single,
  double,
]

/** Bytes as binary digits, a space between bytes. */
export function bitText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join(' ')
}
