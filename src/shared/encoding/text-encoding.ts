import * as v from 'valibot'

/** Every encoding of text. GB18030 holds all of GBK and GB2312. */
export const textEncodingIds = [
  'utf-8',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'utf-16le',
  'utf-16be',
  'latin-1',
] as const

/** Encodings in which text is read and written. */
export type TextEncoding = (typeof textEncodingIds)[number]

/** The names of encodings, the same in every language; `short` where there is little room. */
export const textEncodingNames: Readonly<
  Record<TextEncoding, { readonly name: string; readonly short: string }>
> = {
  'utf-8': { name: 'UTF-8', short: 'UTF-8' },
  gb18030: { name: 'GBK, GB18030', short: 'GBK' },
  big5: { name: 'Big5', short: 'Big5' },
  shift_jis: { name: 'Shift-JIS', short: 'Shift-JIS' },
  'euc-kr': { name: 'EUC-KR', short: 'EUC-KR' },
  'utf-16le': { name: 'UTF-16LE', short: 'UTF-16LE' },
  'utf-16be': { name: 'UTF-16BE', short: 'UTF-16BE' },
  'latin-1': { name: 'Latin-1 (ISO 8859-1)', short: 'Latin-1' },
}

/** Every encoding with its name, in the order in which they are shown. */
export const textEncodings: readonly { readonly id: TextEncoding; readonly name: string }[] =
  textEncodingIds.map((id) => ({ id, name: textEncodingNames[id].name }))

/** Other names by which people and files call an encoding, in lower case without `-` and `_`. */
const otherNames: Readonly<Record<string, TextEncoding>> = {
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  cp950: 'big5',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  iso88591: 'latin-1',
}

function plainName(name: string): string {
  return name.trim().toLowerCase().replace(/[-_]/g, '')
}

function encodingCalled(name: string): string {
  const plain = plainName(name)
  if (Object.hasOwn(otherNames, plain)) return otherNames[plain]!
  return textEncodingIds.find((id) => plainName(id) === plain) ?? name
}

/** An encoding by its name or another that is common for it (`utf8`, `gbk`, `sjis`, `iso-8859-1` …), in any case. */
export const TextEncodingSchema = v.pipe(
  v.string(),
  v.transform(encodingCalled),
  v.picklist(textEncodingIds, `an encoding is one of ${textEncodingIds.join(', ')}`),
)

/** The encoding that a file names; UTF-8 where this version knows none of that name. */
export function knownEncoding(name: string): TextEncoding {
  const known = v.safeParse(TextEncodingSchema, name)
  return known.success ? known.output : 'utf-8'
}
