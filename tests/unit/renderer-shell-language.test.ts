// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import {
  formatByteRate,
  formatCount,
  formatDay,
  formatDelta,
  formatLength,
  formatElapsed,
  formatDuration,
  formatRate,
  formatShortRate,
  formatTime,
} from '../../src/renderer/language/format'
import { i18n } from '../../src/renderer/language/i18n'
import { speak } from '../../src/renderer/language/use-language'
import { languages } from '../../src/shared/language/local-text'

type Tree = { readonly [key: string]: string | Tree }

function leaves(tree: Tree, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`
    return typeof value === 'string' ? [[at, value] as const] : leaves(value, at)
  })
}

const textsOf = (language: string) => leaves(i18n.global.messages.value[language] as unknown as Tree)
const placesOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

afterEach(() => speak('en'))

describe('the texts of the window', () => {
  it.each(languages)('can all be shown in %s', (language) => {
    speak(language)
    for (const [key, text] of textsOf(language)) {
      const values = Object.fromEntries(placesOf(text).map((place) => [place.slice(1, -1), '7']))
      const shown = i18n.global.t(key, values)
      // A text the compiler misreads (a bar, an at sign) comes out cut or as its own key.
      const meant = text.replace(/\{'([^']+)'\}|\{\w+\}/g, (_, literal?: string) => literal ?? '7')
      expect(shown, key).toBe(meant)
    }
  })

  it('have the same places for values in both languages', () => {
    const chinese = new Map(textsOf('zh-CN'))
    for (const [key, text] of textsOf('en')) {
      expect(placesOf(chinese.get(key) ?? ''), key).toEqual(placesOf(text))
    }
  })
})

describe('numbers and times', () => {
  it('are written the way the window shows them', () => {
    expect(formatCount(2_148_906)).toBe('2,148,906')
    expect(formatRate(12_431)).toBe('12,431/s')
    expect(formatByteRate(796_000)).toBe('796 KB/s')
    expect([0, 38, 999, 1_000, 12_431, 2_500_000].map(formatShortRate)).toEqual([
      '0/s',
      '38/s',
      '999/s',
      '1k/s',
      '12.4k/s',
      '2.5M/s',
    ])
    expect([64, 262_144, 3_000_000, 268_435_456].map(formatLength)).toEqual(['64', '262144', '3.00M', '268M'])
    expect([412, 115_600, 1_234_500].map(formatDelta)).toEqual(['+0.412', '+115.6', '+1,235'])
    expect([999_999_499, 999_999_500, 86_400_000_000].map(formatDelta)).toEqual([
      '+999,999',
      '+1000 s',
      '+86400 s',
    ])
    expect([0, 12_345_678, 360_000_000_001].map(formatElapsed)).toEqual([
      '0:00:00.000000',
      '0:00:12.345678',
      '100:00:00.000001',
    ])
  })

  it('show the microseconds of a time of day', () => {
    const at = new Date(2026, 0, 2, 9, 41, 6).getTime() * 1_000 + 998_204
    expect(formatTime(at)).toBe('09:41:06.998204')
  })

  it('name the largest unit of an age in the language of the window', () => {
    expect([41_000, 300_000, 7_260_000, 200_000_000].map((age) => formatDuration(age))).toEqual([
      '41 s',
      '5 min',
      '2 h',
      '2 d',
    ])
    speak('zh-CN')
    expect(formatDuration(7_260_000)).toBe('2 小时')
  })

  it('name today and yesterday, and dates before', () => {
    const now = new Date(2026, 6, 8, 0, 5).getTime()
    expect(formatDay(new Date(2026, 6, 8, 0, 1).getTime(), now)).toBe('Today 00:01')
    expect(formatDay(new Date(2026, 6, 7, 23, 59).getTime(), now)).toBe('Yesterday 23:59')
    expect(formatDay(new Date(2026, 6, 6, 9, 12).getTime(), now)).toBe('2026-07-06 09:12')
    speak('zh-CN')
    expect(formatDay(new Date(2026, 6, 8, 0, 1).getTime(), now)).toBe('今天 00:01')
  })
})
