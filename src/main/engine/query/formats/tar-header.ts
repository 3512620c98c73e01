/** Files of a tar archive begin and end at multiples of this. */
export const tarBlock = 512

/** Size fields of up to eight gigabytes are octal; beyond, GNU tar's binary form is what all readers know. */
const largestOctal = 0o77777777777

/** `bytes` rounded up to whole blocks. */
export function tarPadded(bytes: number): number {
  return Math.ceil(bytes / tarBlock) * tarBlock
}

/** The header of one file (POSIX.1-1988 ustar). `name` is ASCII, at most 100 characters; `time` in s since the epoch. */
export function tarHeader(name: string, bytes: number, time: number): Uint8Array {
  const header = Buffer.alloc(tarBlock)
  header.write(name, 0, 100, 'latin1')
  header.write('0000600\0', 100, 'latin1')
  header.write('0000000\0', 108, 'latin1')
  header.write('0000000\0', 116, 'latin1')
  writeSize(header, bytes)
  header.write(`${octal(Math.floor(time), 11)}\0`, 136, 'latin1')
  header.write('        0', 148, 'latin1')
  header.write('ustar\u000000', 257, 'latin1')
  const checksum = header.reduce((sum, byte) => sum + byte, 0)
  header.write(`${octal(checksum, 6)}\0 `, 148, 'latin1')
  return header
}

function writeSize(header: Buffer, bytes: number): void {
  if (bytes <= largestOctal) {
    header.write(`${octal(bytes, 11)}\0`, 124, 'latin1')
    return
  }
  header[124] = 0x80
  header.writeBigUInt64BE(BigInt(bytes), 128)
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}
