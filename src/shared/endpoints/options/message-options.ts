import * as v from 'valibot'
import { TextEncodingSchema, textEncodings } from '../../encoding/text-encoding'
import { FramingTextSchema, maxFrameLength } from '../framing'
import { option } from './option'

export const framing = option({
  schema: FramingTextSchema,
  default: 'none',
  label: { en: 'Framing', 'zh-CN': '分帧' },
  help: {
    en: 'What makes a message of the bytes received: none, line, delim:HEX, fixed:N, u8, u16be, u16le, u32be, u32le or varint (with @OFFSET and ,total), idle:MS.',
    'zh-CN':
      '如何将收到的字节划分为消息：none、line、delim:HEX、fixed:N、u8、u16be、u16le、u32be、u32le 或 varint（可加 @偏移 与 ,total）、idle:MS。',
  },
  group: 'messages',
  control: { type: 'framing' },
  cli: { flag: '--frame', value: 'FRAMING' },
  applies: 'restart',
})

export const maxMessage = option({
  schema: v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(maxFrameLength)),
  default: 16_777_216,
  label: { en: 'Longest message', 'zh-CN': '消息上限' },
  help: {
    en: 'A longer message is recorded in parts of this size, with an event; no byte is lost. 64 to 268,435,456 bytes.',
    'zh-CN': '更长的消息按此大小分段记录并产生事件，不丢失字节。64 到 268,435,456 字节。',
  },
  group: 'messages',
  control: { type: 'number', unit: 'bytes' },
  cli: { flag: '--max-message', value: 'BYTES' },
  applies: 'restart',
})

export const encoding = option({
  schema: TextEncodingSchema,
  default: 'utf-8',
  label: { en: 'Encoding', 'zh-CN': '编码' },
  help: {
    en: 'How text is encoded, in what is shown, searched, exported and sent: utf-8, gb18030 (or gbk), big5, shift_jis, euc-kr, utf-16le, utf-16be or latin-1.',
    'zh-CN':
      '文本的编码，用于显示、搜索、导出和发送：utf-8、gb18030（或 gbk）、big5、shift_jis、euc-kr、utf-16le、utf-16be 或 latin-1。',
  },
  group: 'messages',
  control: { type: 'choice', choices: textEncodings.map(({ id, name }) => ({ value: id, label: name })) },
  cli: { flag: '--encoding', value: 'NAME' },
  applies: 'live',
})
