import { describe, expect, it } from 'vitest'
import { checkFilter, filterPieces } from '../../src/renderer/log/filter-check'
import { suggestTerms, takeSuggestion } from '../../src/renderer/log/filter-completion'
import { withPeers } from '../../src/renderer/log/filter-peers'
import { soughtPatterns } from '../../src/renderer/log/find-bytes'
import { messageSegments } from '../../src/renderer/log/row-data'
import { arrangementFor, defaultSizes, fitSizes } from '../../src/renderer/endpoint/pane-sizes'
import { dumpLines, lineRoom, lineWidthFor } from '../../src/renderer/inspector/dump-lines'
import { exportFileName } from '../../src/renderer/export/export-name'

const encoder = new TextEncoder()

function sought(filter: string) {
  const checked = checkFilter(filter)
  return checked.ok ? soughtPatterns(checked.filter) : []
}

describe('data of a row', () => {
  const data = encoder.encode('a Temp\r\nb')
  const row = { data, length: data.length }

  it('marks what the filter looks for, and escapes apart', () => {
    const segments = messageSegments(row, 'text', sought('dir:in text:temp'))
    expect(segments.filter(({ hit }) => hit).map(({ text }) => text)).toEqual(['Temp'])
    expect(segments.filter(({ style }) => style === 'escape').map(({ text }) => text)).toEqual(['\\r\\n'])
    expect(segments.map(({ text }) => text).join('')).toBe('a Temp\\r\\nb')
  })

  it('does not mark what the filter excludes', () => {
    expect(messageSegments(row, 'text', sought('-text:temp')).some(({ hit }) => hit)).toBe(false)
  })

  it('marks whole bytes in hex, without the space before them', () => {
    const hits = messageSegments(row, 'hex', sought('temp')).filter(({ hit }) => hit)
    expect(hits.map(({ text }) => text)).toEqual(['54 65 6d 70'])
  })

  it('starts the text of all rows at one place beside the hex', () => {
    const width = (bytes: Uint8Array) => {
      const segments = messageSegments({ data: bytes, length: bytes.length }, 'both', [])
      const gap = segments.findIndex(({ style }) => style === 'gap')
      return segments.slice(0, gap + 1).reduce((sum, { text }) => sum + text.length, 0)
    }
    expect(width(encoder.encode('x'))).toBe(width(new Uint8Array(500)))
  })

  it('says that more bytes follow', () => {
    expect(messageSegments({ data, length: 5_000 }, 'text', []).at(-1)!.text).toContain('…')
  })
})

describe('filter field', () => {
  it('marks the wrong part in place', () => {
    const checked = checkFilter('dir:in len:abc')
    expect(checked.ok).toBe(false)
    const pieces = filterPieces('dir:in len:abc', checked.ok ? null : checked.failure)
    expect(pieces.filter(({ look }) => look === 'wrong').map(({ text }) => text)).toEqual(['abc'])
    expect(pieces.filter(({ look }) => look === 'name').map(({ text }) => text)).toEqual(['dir:', 'len:'])
    expect(pieces.map(({ text }) => text).join('')).toBe('dir:in len:abc')
  })

  it('completes names of terms and their values, and nothing inside quotes', () => {
    const names = suggestTerms('dir:in p', 8, 'en').map(({ insert }) => insert)
    expect(names).toEqual(['peer:'])
    const value = suggestTerms('dir:o', 5, 'en')[0]!
    expect(takeSuggestion('dir:o', value)).toEqual({ text: 'dir:out ', caret: 8 })
    expect(suggestTerms('text:"pe', 8, 'en')).toEqual([])
  })

  it('narrows to peers in place of those named before', () => {
    expect(withPeers('', [3, 1, 2, 7])).toBe('peer:1-3,7')
    expect(withPeers('peer:1 dir:in', [4])).toBe('peer:4 dir:in')
    expect(withPeers('peer:1 dir:in', [])).toBe('dir:in')
    expect(withPeers('dir:in or dir:out', [4])).toBe('peer:4 (dir:in or dir:out)')
  })
})

/** px left of the lines of a dump. */
const dumpPadding = 10

describe('hex dump', () => {
  it('has the same bytes on narrower lines', () => {
    const bytes = Uint8Array.from({ length: 37 }, (_, index) => index)
    const wide = dumpLines(bytes, 160, 16)
    const half = dumpLines(bytes, 160, 8)
    const quarter = dumpLines(bytes, 160, 4)
    expect(wide.map(({ offset }) => offset)).toEqual([160, 176, 192])
    expect(half.map(({ offset }) => offset)).toEqual([160, 168, 176, 184, 192])
    expect(quarter.map(({ offset }) => offset).slice(-3)).toEqual([188, 192, 196])
    expect(half.flatMap(({ hex }) => hex)).toEqual(wide.flatMap(({ hex }) => hex))
    expect(quarter.flatMap(({ text }) => text)).toEqual(wide.flatMap(({ text }) => text))
  })

  it.each([6.6, 7])(
    'has whole lines beside a composer at every width, with characters of %s px',
    (character) => {
      for (let width = 580; width < 2000; width += 1) {
        const space = { width, height: 800 }
        const { peers, composer } = fitSizes(defaultSizes, space, character)
        const lowWidth = arrangementFor(space) === 'wide' ? width - peers - 1 : width
        const room = lowWidth - composer - 1 - dumpPadding
        expect(lineWidthFor(room, character)).toBeGreaterThanOrEqual(width < 604 ? 4 : 8)
        expect(lineRoom(lineWidthFor(room, character), character)).toBeLessThanOrEqual(room)
      }
    },
  )
})

describe('name of an export', () => {
  it('has nothing in it that a file system refuses', () => {
    const at = new Date(2026, 0, 31, 9, 42)
    expect(exportFileName('a/b:c*', 'csv', at)).toBe('a b c 2026-01-31 0942.csv')
    expect(exportFileName('..', 'jsonl', at)).toMatch(/\.jsonl$/)
    expect(exportFileName('log', 'raw', at)).toMatch(/\.bin$/)
    expect(exportFileName('log', 'raw', at, true)).toMatch(/\.tar$/)
  })
})
