/** A checksum under way. Bytes may come in any pieces. */
export interface ChecksumRun {
  add(bytes: Uint8Array): void
  /** The value of all bytes so far, most significant byte first. Called once, at the end. */
  value(): Uint8Array
}

/** One kind of checksum. */
export interface Checksum {
  /** Stable name, as in files and on the command line: `crc-16/modbus`. */
  readonly id: string
  /** As people write it: `CRC-16 MODBUS`. */
  readonly name: string
  /** Size of the value in bytes. */
  readonly size: number
  start(): ChecksumRun
}

/** The checksum of `bytes`, most significant byte first. */
export function checksumOf(checksum: Checksum, bytes: Uint8Array): Uint8Array {
  const run = checksum.start()
  run.add(bytes)
  return run.value()
}

/** The lowest `size` bytes of `value`, most significant first. */
export function bigEndian(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => value >>> (8 * (size - 1 - index)))
}
