import { fillText, type Language, type LocalText } from '../language/local-text'
import type { Framing } from './framing'

/** Names of the ways to frame, as the form offers them. */
export const framingNames: Readonly<Record<Framing['by'], LocalText>> = {
  none: { en: 'none (as received)', 'zh-CN': '不分帧（按接收）' },
  line: { en: 'line (LF, CR LF)', 'zh-CN': '行（LF、CR LF）' },
  delimiter: { en: 'delimiter', 'zh-CN': '分隔符' },
  fixed: { en: 'fixed length', 'zh-CN': '固定长度' },
  prefix: { en: 'length prefix', 'zh-CN': '长度前缀' },
  idle: { en: 'idle gap', 'zh-CN': '空闲间隔' },
}

const short: Readonly<Record<Framing['by'], LocalText>> = {
  none: { en: 'none', 'zh-CN': '无' },
  line: { en: 'line', 'zh-CN': '行' },
  delimiter: { en: 'delimiter {hex}', 'zh-CN': '分隔符 {hex}' },
  fixed: { en: '{length} bytes', 'zh-CN': '{length} 字节' },
  prefix: { en: '{field} prefix', 'zh-CN': '{field} 前缀' },
  idle: { en: 'idle {ms} ms', 'zh-CN': '空闲 {ms} 毫秒' },
}

/** A framing in a word or three, for where space is short. */
export function framingSummary(framing: Framing, language: Language): string {
  return fillText(short[framing.by][language], placesOf(framing))
}

function placesOf(framing: Framing): Readonly<Record<string, string | number>> {
  switch (framing.by) {
    case 'delimiter':
      return { hex: framing.hex.length > 12 ? `${framing.hex.slice(0, 12)}…` : framing.hex }
    case 'prefix':
      return { field: framing.field }
    case 'fixed':
      return { length: framing.length }
    case 'idle':
      return { ms: framing.ms }
    case 'none':
    case 'line':
      return {}
  }
}
