import type { PayloadSources } from '../payload-context'
import type { VariableDefinition } from './variable-definition'
import { numberValue, textValue } from './variable-value'

const mostBytes = 65_536
const safe = { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER }

/** A whole number from 0 to `span` - 1, each as likely as any other. */
function randomBelow(span: bigint, sources: PayloadSources): bigint {
  const range = 1n << 64n
  // Values beyond the last whole multiple of the span would favour the small ones.
  const fair = range - (range % span)
  for (;;) {
    const bytes = sources.random(new Uint8Array(8))
    const drawn = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0)
    if (drawn < fair) return drawn % span
  }
}

/** Version 4 (RFC 9562, section 5.4). */
function uuid(sources: PayloadSources): string {
  const bytes = sources.random(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const randomVariables: readonly VariableDefinition[] = [
  {
    name: 'random.int',
    parameters: [
      { type: 'integer', name: 'a', ...safe },
      { type: 'integer', name: 'b', ...safe },
    ],
    needs: 'nothing',
    help: {
      en: 'A random whole number from a to b, both included.',
      'zh-CN': 'a 到 b 之间（含两端）的随机整数。',
    },
    example: '{{random.int(1, 100)}}',
    make({ numbers }) {
      const [a = 0, b = 0] = numbers
      if (b < a) return { problem: `${a}, ${b}` }
      const span = BigInt(b) - BigInt(a) + 1n
      return ({ sources }) => numberValue(Number(BigInt(a) + randomBelow(span, sources)))
    },
  },
  {
    name: 'random.hex',
    parameters: [{ type: 'integer', name: 'n', least: 1, most: mostBytes }],
    needs: 'nothing',
    help: {
      en: 'n random bytes: as 2n hex digits in text, as bytes in hex.',
      'zh-CN': 'n 个随机字节：文本中写成 2n 个十六进制数字，十六进制载荷中为字节本身。',
    },
    example: '{{random.hex(4)}}',
    make({ numbers }) {
      const [n = 1] = numbers
      return ({ sources }) => ({ is: 'digits', bytes: sources.random(new Uint8Array(n)) })
    },
  },
  {
    name: 'random.bytes',
    parameters: [{ type: 'integer', name: 'n', least: 1, most: mostBytes }],
    needs: 'nothing',
    help: { en: 'n random bytes, inserted as they are.', 'zh-CN': 'n 个随机字节，原样插入。' },
    example: '{{random.bytes(16)}}',
    make({ numbers }) {
      const [n = 1] = numbers
      return ({ sources }) => ({ is: 'bytes', bytes: sources.random(new Uint8Array(n)) })
    },
  },
  {
    name: 'random.uuid',
    parameters: [],
    needs: 'nothing',
    help: { en: 'A random UUID (version 4).', 'zh-CN': '随机 UUID（版本 4）。' },
    example: '{{random.uuid}}',
    make:
      () =>
      ({ sources }) =>
        textValue(uuid(sources)),
  },
]
