import { bigEndian, type Checksum } from './checksum'

/** A checksum that takes one byte after the other into a number, and says what it is at the end. */
function bytewise(
  names: Pick<Checksum, 'id' | 'name' | 'size'>,
  step: (sum: number, byte: number) => number,
  finish: (sum: number) => number = (sum) => sum,
): Checksum {
  return {
    ...names,
    start() {
      let sum = 0
      return {
        add(bytes) {
          for (const byte of bytes) sum = step(sum, byte)
        },
        value: () => bigEndian(finish(sum), names.size),
      }
    },
  }
}

const plus = (sum: number, byte: number) => (sum + byte) & 0xffff

/** The sum of all bytes, modulo 2⁸. */
export const sum8 = bytewise({ id: 'sum-8', name: 'Sum-8', size: 1 }, plus)

/** The sum of all bytes, modulo 2¹⁶. */
export const sum16 = bytewise({ id: 'sum-16', name: 'Sum-16', size: 2 }, plus)

/** All bytes combined by exclusive or, as NMEA 0183 does. */
export const xor8 = bytewise({ id: 'xor', name: 'XOR', size: 1 }, (sum, byte) => sum ^ byte)

/** What makes the sum of all bytes 0 modulo 2⁸, as Modbus ASCII has it ("MODBUS over Serial Line", 2.5.2.2). */
export const lrc = bytewise({ id: 'lrc', name: 'LRC', size: 1 }, plus, (sum) => -sum)
