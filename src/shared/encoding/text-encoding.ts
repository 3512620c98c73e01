/** Encodings in which text is read. */
export type TextEncoding =
  'utf-8' | 'gb18030' | 'big5' | 'shift_jis' | 'euc-kr' | 'utf-16le' | 'utf-16be' | 'latin-1'

/** Every encoding with its name, in the order in which they are shown. GB18030 holds all of GBK and GB2312. */
export const textEncodings: readonly { readonly id: TextEncoding; readonly name: string }[] = [
  { id: 'utf-8', name: 'UTF-8' },
  { id: 'gb18030', name: 'GBK, GB18030' },
  { id: 'big5', name: 'Big5' },
  { id: 'shift_jis', name: 'Shift-JIS' },
  { id: 'euc-kr', name: 'EUC-KR' },
  { id: 'utf-16le', name: 'UTF-16LE' },
  { id: 'utf-16be', name: 'UTF-16BE' },
  { id: 'latin-1', name: 'Latin-1' },
]
