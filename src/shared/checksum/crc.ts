import { bigEndian, type Checksum } from './checksum'

/** The parameters of a CRC, in the words of Williams' "A painless guide to CRC error detection algorithms". */
interface CrcModel {
  readonly id: string
  readonly name: string
  readonly width: 8 | 16 | 32
  /** The polynomial without its highest term. */
  readonly polynomial: number
  readonly initial: number
  /** Lowest bit of each byte first, and the result likewise. */
  readonly reflected: boolean
  readonly finalXor: number
}

function reflect(value: number, width: number): number {
  let reflected = 0
  for (let bit = 0; bit < width; bit++) reflected = (reflected << 1) | ((value >>> bit) & 1)
  return reflected >>> 0
}

/** One entry for each byte; a CRC that is not reflected stands at the top of 32 bits, so that one loop does for all. */
function makeTable({ width, polynomial, reflected }: CrcModel): Uint32Array {
  const divisor = reflected ? reflect(polynomial, width) : polynomial << (32 - width)
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = reflected ? byte : byte << 24
    for (let bit = 0; bit < 8; bit++) {
      if (reflected) rest = rest & 1 ? (rest >>> 1) ^ divisor : rest >>> 1
      else rest = rest & 0x8000_0000 ? (rest << 1) ^ divisor : rest << 1
    }
    return rest
  })
}

function crc(model: CrcModel): Checksum {
  const { id, name, width, initial, reflected, finalXor } = model
  let table: Uint32Array | null = null
  return {
    id,
    name,
    size: width / 8,
    start() {
      const entries = (table ??= makeTable(model))
      let rest = reflected ? reflect(initial, width) : initial << (32 - width)
      return {
        add(bytes) {
          if (reflected) for (const byte of bytes) rest = (rest >>> 8) ^ entries[(rest ^ byte) & 0xff]!
          else for (const byte of bytes) rest = (rest << 8) ^ entries[(rest >>> 24) ^ byte]!
        },
        value: () => bigEndian((reflected ? rest : rest >>> (32 - width)) ^ finalXor, width / 8),
      }
    },
  }
}

/** The CRCs, with the parameters of the "Catalogue of parametrised CRC algorithms" (reveng). */
export const crc8 = crc({
  id: 'crc-8',
  name: 'CRC-8',
  width: 8,
  polynomial: 0x07,
  initial: 0,
  reflected: false,
  finalXor: 0,
})

export const crc16Modbus = crc({
  id: 'crc-16/modbus',
  name: 'CRC-16 MODBUS',
  width: 16,
  polynomial: 0x8005,
  initial: 0xffff,
  reflected: true,
  finalXor: 0,
})

/** CRC-16/IBM-3740 in the catalogue; most people know it under this name. */
export const crc16CcittFalse = crc({
  id: 'crc-16/ccitt-false',
  name: 'CRC-16 CCITT-FALSE',
  width: 16,
  polynomial: 0x1021,
  initial: 0xffff,
  reflected: false,
  finalXor: 0,
})

export const crc16Xmodem = crc({
  id: 'crc-16/xmodem',
  name: 'CRC-16 XMODEM',
  width: 16,
  polynomial: 0x1021,
  initial: 0,
  reflected: false,
  finalXor: 0,
})

export const crc16Arc = crc({
  id: 'crc-16/arc',
  name: 'CRC-16 ARC',
  width: 16,
  polynomial: 0x8005,
  initial: 0,
  reflected: true,
  finalXor: 0,
})

/** The CRC of Ethernet, zip and PNG. */
export const crc32 = crc({
  id: 'crc-32',
  name: 'CRC-32',
  width: 32,
  polynomial: 0x04c1_1db7,
  initial: 0xffff_ffff,
  reflected: true,
  finalXor: 0xffff_ffff,
})

/** The CRC of iSCSI and SCTP (Castagnoli). */
export const crc32c = crc({
  id: 'crc-32c',
  name: 'CRC-32C',
  width: 32,
  polynomial: 0x1edc_6f41,
  initial: 0xffff_ffff,
  reflected: true,
  finalXor: 0xffff_ffff,
})
