import * as v from 'valibot'
import type { LocalText } from '../language/local-text'

/** Longest message that any framing can be told to make, bytes; also what all unfinished bytes may take together. */
export const maxFrameLength = 268_435_456

/** The length fields a prefix may have. A varint has 7 bits a byte, least first (LEB128), in at most 5 bytes. */
export const lengthFields = ['u8', 'u16be', 'u16le', 'u32be', 'u32le', 'varint'] as const
export type LengthField = (typeof lengthFields)[number]

const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

/** How the bytes of a stream become messages. Messages keep their delimiters and prefixes. */
export const FramingSchema = v.variant('by', [
  /** Every chunk as it is received. */
  v.object({ by: v.literal('none') }),
  /** Up to and with each LF, whether a CR stands before it or not. */
  v.object({ by: v.literal('line') }),
  /** Up to and with each occurrence of these bytes, in hex. */
  v.object({ by: v.literal('delimiter'), hex: v.pipe(v.string(), v.regex(/^([0-9a-f]{2}){1,64}$/)) }),
  v.object({ by: v.literal('fixed'), length: whole(1, maxFrameLength) }),
  /** A length field after `offset` bytes. It counts the bytes behind it, or with `total` the whole message. */
  v.object({
    by: v.literal('prefix'),
    field: v.picklist(lengthFields),
    offset: whole(0, 65_535),
    total: v.boolean(),
  }),
  /** A message ends when nothing came for so many ms. */
  v.object({ by: v.literal('idle'), ms: whole(1, 3_600_000) }),
])
export type Framing = v.InferOutput<typeof FramingSchema>

export type FramingCheck =
  { readonly ok: true; readonly framing: Framing } | { readonly ok: false; readonly reason: LocalText }

const reasons = {
  unknown: {
    en: 'use none, line, delim:HEX, fixed:N, u8, u16be, u16le, u32be, u32le, varint or idle:MS',
    'zh-CN': '可用 none、line、delim:HEX、fixed:N、u8、u16be、u16le、u32be、u32le、varint 或 idle:MS',
  },
  delimiter: {
    en: 'a delimiter is 1 to 64 bytes in hex, such as delim:0d0a',
    'zh-CN': '分隔符为 1 到 64 字节的十六进制，例如 delim:0d0a',
  },
  fixed: {
    en: 'a fixed length is 1 to 268,435,456 bytes, such as fixed:64',
    'zh-CN': '固定长度为 1 到 268,435,456 字节，例如 fixed:64',
  },
  prefix: {
    en: 'a length field may stand after 0 to 65,535 bytes (@OFFSET) and count the whole message (,total), such as u16be@2,total',
    'zh-CN': '长度字段可位于 0 到 65,535 字节之后（@偏移），并可计入整条消息（,total），例如 u16be@2,total',
  },
  idle: {
    en: 'an idle gap is 1 to 3,600,000 ms, such as idle:50',
    'zh-CN': '空闲间隔为 1 到 3,600,000 毫秒，例如 idle:50',
  },
} as const satisfies Readonly<Record<string, LocalText>>

const prefixPattern = new RegExp(`^(${lengthFields.join('|')})(?:@([^,]*))?(?:,(.*))?$`)

/** Reads the text of a framing, as `--frame`, the form and a workspace have it (grammar: docs/cli.md). */
export function parseFraming(text: string): FramingCheck {
  const wanted = text.trim().toLowerCase()
  if (wanted === 'none' || wanted === 'line') return { ok: true, framing: { by: wanted } }
  const [word, value] = splitAtColon(wanted)
  if (word === 'delim') {
    return checked({ by: 'delimiter', hex: value.replace(/\s+/g, '') }, reasons.delimiter)
  }
  if (word === 'fixed') return checked({ by: 'fixed', length: wholeNumber(value) }, reasons.fixed)
  if (word === 'idle') return checked({ by: 'idle', ms: wholeNumber(value) }, reasons.idle)
  const prefix = prefixPattern.exec(wanted)
  if (!prefix) return { ok: false, reason: reasons.unknown }
  const [, field, offset, counts] = prefix
  if (counts !== undefined && counts !== 'total') return { ok: false, reason: reasons.prefix }
  const at = offset === undefined ? 0 : wholeNumber(offset)
  return checked({ by: 'prefix', field, offset: at, total: counts === 'total' }, reasons.prefix)
}

/** The text of a framing, which {@link parseFraming} reads back. */
export function formatFraming(framing: Framing): string {
  switch (framing.by) {
    case 'none':
    case 'line':
      return framing.by
    case 'delimiter':
      return `delim:${framing.hex}`
    case 'fixed':
      return `fixed:${framing.length}`
    case 'prefix':
      return `${framing.field}${framing.offset > 0 ? `@${framing.offset}` : ''}${framing.total ? ',total' : ''}`
    case 'idle':
      return `idle:${framing.ms}`
  }
}

/** A framing as an option keeps it: its text, in the one form that {@link formatFraming} writes. */
export const FramingTextSchema = v.pipe(
  v.string(),
  v.maxLength(400),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const check = parseFraming(dataset.value)
    if (check.ok) return formatFraming(check.framing)
    addIssue({ message: check.reason.en })
    return NEVER
  }),
)

function splitAtColon(text: string): readonly [string, string] {
  const colon = text.indexOf(':')
  return colon < 0 ? ['', ''] : [text.slice(0, colon), text.slice(colon + 1)]
}

function wholeNumber(text: string): number {
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
}

function checked(framing: unknown, reason: LocalText): FramingCheck {
  const result = v.safeParse(FramingSchema, framing)
  return result.success ? { ok: true, framing: result.output } : { ok: false, reason }
}
