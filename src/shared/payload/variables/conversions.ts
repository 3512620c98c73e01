import type { LocalText } from '../../language/local-text'
import { SockwrightError } from '../../contract/errors'
import { numberOf, textOf, textValue, type VariableValue } from './variable-value'

/** What may stand in front of a variable to say how its value is written: `{{u16be seq}}`. */
export interface Conversion {
  readonly name: string
  readonly help: LocalText
  /** Throws `E_VARIABLE_NUMBER` and `E_VARIABLE_RANGE`. */
  convert(value: VariableValue): VariableValue
}

function numeric(value: VariableValue, type: string): number | bigint {
  const number = numberOf(value)
  if (number === null)
    throw new SockwrightError('E_VARIABLE_NUMBER', { value: textOf(value).slice(0, 40), type })
  return number
}

function whole(value: VariableValue, type: string): bigint {
  const number = numeric(value, type)
  if (typeof number === 'bigint') return number
  if (Number.isInteger(number)) return BigInt(number)
  throw new SockwrightError('E_VARIABLE_NUMBER', { value: String(number), type })
}

function integerConversion(bits: 8 | 16 | 32 | 64, signed: boolean, order: 'be' | 'le' | ''): Conversion {
  const name = `${signed ? 'i' : 'u'}${bits}${order}`
  const size = bits / 8
  const lowest = signed ? -(1n << BigInt(bits - 1)) : 0n
  const highest = signed ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n
  return {
    name,
    help: {
      en: `${size === 1 ? '1 byte' : `${size} bytes`}, ${signed ? 'signed' : 'unsigned'}${orderEnglish(order)}`,
      'zh-CN': `${size} 字节${signed ? '有符号' : '无符号'}整数${orderChinese(order)}`,
    },
    convert(value) {
      const number = whole(value, name)
      if (number < lowest || number > highest) {
        const range = { lowest: String(lowest), highest: String(highest) }
        throw new SockwrightError('E_VARIABLE_RANGE', { value: String(number), type: name, ...range })
      }
      const bytes = new Uint8Array(8)
      new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, number))
      const big = bytes.subarray(8 - size)
      return { is: 'bytes', bytes: order === 'le' ? big.reverse() : big }
    },
  }
}

function floatConversion(bits: 32 | 64, order: 'be' | 'le'): Conversion {
  const name = `f${bits}${order}`
  return {
    name,
    help: {
      en: `${bits / 8} bytes, IEEE 754${orderEnglish(order)}`,
      'zh-CN': `${bits / 8} 字节 IEEE 754 浮点数${orderChinese(order)}`,
    },
    convert(value) {
      const number = Number(numeric(value, name))
      const bytes = new Uint8Array(bits / 8)
      const view = new DataView(bytes.buffer)
      if (bits === 32) view.setFloat32(0, number, order === 'le')
      else view.setFloat64(0, number, order === 'le')
      return { is: 'bytes', bytes }
    },
  }
}

function orderEnglish(order: 'be' | 'le' | ''): string {
  return order === '' ? '' : order === 'be' ? ', big-endian' : ', little-endian'
}

function orderChinese(order: 'be' | 'le' | ''): string {
  return order === '' ? '' : order === 'be' ? '，大端' : '，小端'
}

const orders = ['be', 'le'] as const

/** Every conversion, in the order of the documentation. */
export const conversions: readonly Conversion[] = [
  integerConversion(8, false, ''),
  ...([16, 32, 64] as const).flatMap((bits) => orders.map((order) => integerConversion(bits, false, order))),
  integerConversion(8, true, ''),
  ...([16, 32, 64] as const).flatMap((bits) => orders.map((order) => integerConversion(bits, true, order))),
  ...([32, 64] as const).flatMap((bits) => orders.map((order) => floatConversion(bits, order))),
  {
    name: 'bytes',
    help: {
      en: 'The bytes of a checksum themselves, instead of their digits',
      'zh-CN': '校验和的字节本身，而不是十六进制数字',
    },
    convert: (value) => (value.is === 'digits' ? { is: 'bytes', bytes: value.bytes } : value),
  },
  {
    name: 'upper',
    help: { en: 'In upper case', 'zh-CN': '大写' },
    convert: (value) => (value.is === 'bytes' ? value : textValue(textOf(value).toUpperCase())),
  },
]

const byName = new Map(conversions.map((conversion) => [conversion.name, conversion]))

export function findConversion(name: string): Conversion | null {
  return byName.get(name) ?? null
}
