import type { Decoder } from './decoder'
import { readFields, type FieldReader } from './field-reader'

/** "MODBUS Application Protocol Specification V1.1b3", sections 6 and 7. */
const functions: Readonly<Record<number, string>> = {
  1: 'Read Coils',
  2: 'Read Discrete Inputs',
  3: 'Read Holding Registers',
  4: 'Read Input Registers',
  5: 'Write Single Coil',
  6: 'Write Single Register',
  7: 'Read Exception Status',
  8: 'Diagnostics',
  11: 'Get Comm Event Counter',
  12: 'Get Comm Event Log',
  15: 'Write Multiple Coils',
  16: 'Write Multiple Registers',
  17: 'Report Server ID',
  20: 'Read File Record',
  21: 'Write File Record',
  22: 'Mask Write Register',
  23: 'Read/Write Multiple Registers',
  24: 'Read FIFO Queue',
  43: 'Encapsulated Interface Transport',
}

const exceptions: Readonly<Record<number, string>> = {
  1: 'Illegal Function',
  2: 'Illegal Data Address',
  3: 'Illegal Data Value',
  4: 'Server Device Failure',
  5: 'Acknowledge',
  6: 'Server Device Busy',
  8: 'Memory Parity Error',
  10: 'Gateway Path Unavailable',
  11: 'Gateway Target Device Failed to Respond',
}

/** Unit identifier, function and at least one byte of data; the whole is at most 260 bytes (V1.0b of the TCP guide). */
const shortest = 3
const longest = 254

function named(names: Readonly<Record<number, string>>): (value: number) => string {
  return (value) => `${value} ${names[value] ?? '?'}`
}

function registers(reader: FieldReader, count: number): void {
  for (let index = 0; index < count; index++) reader.number(`Register ${index}`, 2)
}

function address(reader: FieldReader): void {
  reader.number('Starting Address', 2)
}

/** A read: four bytes ask, a count of bytes that fits answers. */
function readRequestOrData(reader: FieldReader, wide: boolean): void {
  const answers = reader.rest > 0 && reader.bytes[reader.at] === reader.rest - 1
  if (!answers || (wide && reader.rest % 2 === 0)) {
    address(reader)
    reader.number('Quantity', 2)
    return
  }
  const bytes = reader.number('Byte Count', 1)
  if (wide) registers(reader, bytes / 2)
  else reader.hex('Status', bytes)
}

/** Several written at once: the answer is the question without the values. */
function writeMany(reader: FieldReader, wide: boolean): void {
  address(reader)
  reader.number('Quantity', 2)
  if (reader.rest === 0) return
  const bytes = reader.number('Byte Count', 1)
  reader.expect(bytes === reader.rest && (!wide || bytes % 2 === 0))
  if (wide) registers(reader, bytes / 2)
  else reader.hex('Values', bytes)
}

function maskWrite(reader: FieldReader): void {
  reader.number('Reference Address', 2)
  reader.hex('And Mask', 2)
  reader.hex('Or Mask', 2)
}

const layouts: Readonly<Record<number, (reader: FieldReader) => void>> = {
  1: (reader) => readRequestOrData(reader, false),
  2: (reader) => readRequestOrData(reader, false),
  3: (reader) => readRequestOrData(reader, true),
  4: (reader) => readRequestOrData(reader, true),
  5: (reader) => {
    reader.number('Output Address', 2)
    reader.number('Output Value', 2, (value) =>
      value === 0xff00 ? 'ON' : value === 0 ? 'OFF' : String(value),
    )
  },
  6: (reader) => {
    reader.number('Register Address', 2)
    reader.number('Register Value', 2)
  },
  15: (reader) => writeMany(reader, false),
  16: (reader) => writeMany(reader, true),
  22: maskWrite,
}

function readData(reader: FieldReader): string {
  const code = reader.bytes[reader.at] ?? 0
  if (code >= 0x80) {
    reader.expect(functions[code - 0x80] !== undefined && reader.rest === 2)
    reader.number('Function Code', 1, () => `${code} ${functions[code - 0x80]}: error`)
    reader.number('Exception Code', 1, named(exceptions))
    return `${functions[code - 0x80]}: error`
  }
  reader.expect(functions[code] !== undefined)
  reader.number('Function Code', 1, named(functions))
  layouts[code]?.(reader)
  if (reader.rest > 0) reader.hex('Data', reader.rest)
  return functions[code]!
}

function readUnit(reader: FieldReader): void {
  reader.group('ADU', () => {
    let summary = ''
    reader.number('Transaction Identifier', 2)
    reader.expect(reader.number('Protocol Identifier', 2) === 0)
    const length = reader.number('Length', 2)
    reader.expect(length >= shortest - 1 && length <= longest)
    reader.within(length, () => {
      reader.number('Unit Identifier', 1)
      summary = readData(reader)
    })
    return summary
  })
}

/** Modbus TCP ("MODBUS Messaging on TCP/IP Implementation Guide V1.0b"), one or several units in a row. */
export const modbusDecoder: Decoder = {
  id: 'modbus-tcp',
  name: 'Modbus TCP',
  decode: (bytes) =>
    readFields(bytes, (reader) => {
      while (reader.rest > 0) readUnit(reader)
    }),
}
