import { parseFraming, type Framing, type LengthField } from '../../shared/endpoints/framing'

/** A framing while it is edited: what each way to frame needs to know is kept while another is chosen. */
export interface FramingDraft {
  by: Framing['by']
  hex: string
  length: number
  field: LengthField
  offset: number
  total: boolean
  ms: number
}

const fresh: FramingDraft = {
  by: 'none',
  hex: '0d0a',
  length: 64,
  field: 'u16be',
  offset: 0,
  total: false,
  ms: 50,
}

/** The draft that `text` stands for; what it does not say is as in `before`. */
export function draftOf(text: string, before: FramingDraft = fresh): FramingDraft {
  const check = parseFraming(text)
  return check.ok ? { ...before, ...check.framing } : { ...before }
}

/** The text of a draft, right or wrong: its schema tells what is wrong with it. */
export function draftText({ by, hex, length, field, offset, total, ms }: FramingDraft): string {
  switch (by) {
    case 'none':
    case 'line':
      return by
    case 'delimiter':
      return `delim:${hex}`
    case 'fixed':
      return `fixed:${length}`
    case 'prefix':
      return `${field}${offset === 0 ? '' : `@${offset}`}${total ? ',total' : ''}`
    case 'idle':
      return `idle:${ms}`
  }
}
