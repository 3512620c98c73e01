import { checksums } from '../checksum/checksums'
import {
  lengthCounts,
  lengthForms,
  type ByteOrder,
  type ChecksumField,
  type LengthField,
} from './payload-field'

/** Checksums are named as in files, or shorter: `crc-16/modbus`, `crc16-modbus`, `crc16.modbus`. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-/._]/g, '')
}

const range = /^(-?\d{1,8})?\.\.(-?\d{1,8})?$/

interface ChecksumParts {
  order: ByteOrder
  as: ChecksumField['as']
  from: number
  to: number | null
}

function takePart(parts: ChecksumParts, text: string): boolean {
  const limits = range.exec(text)
  if (text === 'be' || text === 'le') parts.order = text
  else if (text === 'hex' || text === 'HEX') parts.as = text
  else if (limits) {
    parts.from = Number(limits[1] ?? 0)
    parts.to = limits[2] === undefined ? null : Number(limits[2])
  } else return false
  return true
}

/** `CHECKSUM[:be|le][:hex|HEX][:FROM..TO]`, an appended checksum; null for anything else. */
export function parseChecksumField(text: string): ChecksumField | null {
  const [name = '', ...rest] = text.trim().split(':')
  const checksum = checksums.find(({ id }) => plainName(id) === plainName(name))
  const parts: ChecksumParts = { order: 'be', as: 'binary', from: 0, to: null }
  if (!checksum || !rest.every((part) => takePart(parts, part))) return null
  return { field: 'checksum', checksum: checksum.id, ...parts, at: 'end' }
}

/** `FORM[:payload|following|message][:DIGITS]`, a length in front; null for anything else. */
export function parseLengthField(text: string): LengthField | null {
  const [form, ...rest] = text.trim().split(':')
  const as = lengthForms.find((one) => one === form)
  if (!as) return null
  let counts: LengthField['counts'] = 'payload'
  let digits = 0
  for (const part of rest) {
    const counted = lengthCounts.find((one) => one === part)
    if (counted) counts = counted
    else if (as === 'decimal' && /^\d{1,2}$/.test(part) && Number(part) <= 20) digits = Number(part)
    else return null
  }
  return { field: 'length', as, digits, counts, plus: 0, at: 'start' }
}
