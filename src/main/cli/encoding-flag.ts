import { Option } from 'commander'
import * as v from 'valibot'
import { TextEncodingSchema, type TextEncoding } from '../../shared/encoding/text-encoding'
import { usageError } from './command-failure'

/** `--encoding` of the commands that read a capture. */
export function encodingFlag(): Option {
  const help = 'read text as utf-8, gb18030 (gbk), big5, shift_jis, euc-kr, utf-16le, utf-16be or latin-1'
  return new Option('--encoding <name>', `${help}; the capture's own by default`).argParser(parseEncoding)
}

function parseEncoding(name: string): TextEncoding {
  const parsed = v.safeParse(TextEncodingSchema, name)
  if (!parsed.success) throw usageError(`--encoding: ${parsed.issues[0].message}, not ${name}`)
  return parsed.output
}
