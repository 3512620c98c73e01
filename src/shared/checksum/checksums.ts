import { adler32 } from './adler-32'
import type { Checksum } from './checksum'
import { crc16Arc, crc16CcittFalse, crc16Modbus, crc16Xmodem, crc32, crc32c, crc8 } from './crc'
import { md5, sha1, sha256 } from './digest'
import { lrc, sum16, sum8, xor8 } from './sum'

/** Every checksum there is, short ones first. */
export const checksums: readonly Checksum[] = [
  sum8,
  xor8,
  lrc,
  crc8,
  sum16,
  crc16Modbus,
  crc16CcittFalse,
  crc16Xmodem,
  crc16Arc,
  crc32,
  crc32c,
  adler32,
  md5,
  sha1,
  sha256,
]
