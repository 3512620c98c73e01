import * as fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { groupPayloads, placeBeside, stepPlace } from '../../src/renderer/payloads/payload-groups'
import { nameFor, recordPayload } from '../../src/renderer/payloads/record-payload'
import { SockwrightError } from '../../src/shared/contract/errors'
import { textEncodingIds } from '../../src/shared/encoding/text-encoding'
import { languages } from '../../src/shared/language/local-text'
import { examplePayloads } from '../../src/shared/payload/example-payloads'
import {
  formatLibrary,
  libraryFileFormats,
  longestLibraryFile,
  parseLibrary,
} from '../../src/shared/payload/library/library-file'
import type { Payload } from '../../src/shared/payload/payload'
import type { PayloadField } from '../../src/shared/payload/payload-field'
import { parsePayload } from '../../src/shared/payload/payload-template'
import {
  libraryLimits,
  NewPayloadSchema,
  PayloadLibrarySchema,
  type SavedPayload,
} from '../../src/shared/payload/saved-payload'
import { parseCsv as strictCsv } from '../support/parse-csv'

const payloads: fc.Arbitrary<Payload> = fc.oneof(
  fc.record({
    form: fc.constant('text' as const),
    text: fc.string({ unit: 'binary' }),
    lineEnding: fc.constantFrom('none', 'lf', 'cr', 'crlf'),
    encoding: fc.constantFrom(...textEncodingIds),
  }),
  fc.record({
    form: fc.constant('hex' as const),
    hex: fc.string(),
    fields: fc.constant<PayloadField[]>([
      { field: 'length' as const, as: 'u8' as const, digits: 0, counts: 'payload' as const, plus: 0, at: 3 },
    ]),
  }),
)
const files: fc.Arbitrary<SavedPayload['payload']> = fc.record({
  form: fc.constant('file' as const),
  path: fc.string({ minLength: 1 }),
  chunkBytes: fc.integer({ min: 1, max: 65_536 }),
  delayMs: fc.nat(1_000),
})
const line = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replace(/\p{Cc}/gu, '').trim())
const library: fc.Arbitrary<SavedPayload[]> = fc
  .array(
    fc.record({
      name: line.map((text) => text || 'x'),
      folder: line,
      tags: fc.uniqueArray(
        line.map((text) => text.replace(/[,;]/g, '').trim() || 'x'),
        { maxLength: 4 },
      ),
      payload: fc.oneof(payloads, files),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map((one, index) => ({ id: `p${index}`, keys: index < 9 ? `Alt+${index}` : null, ...one })),
  )

function reasonOf(text: string): string {
  try {
    parseLibrary(text)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(SockwrightError)
    const { code, details } = thrown as SockwrightError
    expect(code).toBe('E_LIBRARY_FILE')
    expect(Object.keys(details['reason'] as object)).toEqual([...languages])
    return (details['reason'] as { en: string }).en
  }
  throw new Error('it was taken')
}

describe('a file of payloads', () => {
  it.each(libraryFileFormats)('brings back every payload as it was (%s)', (format) => {
    fc.assert(
      fc.property(library, (all) => {
        const back = parseLibrary(formatLibrary(all, format))
        expect(back).toEqual(all.map(({ id: _id, ...one }) => one))
      }),
    )
  })

  it('is comma-separated values by the letter of RFC 4180', () => {
    fc.assert(
      fc.property(library, (all) => {
        const [head, ...rows] = strictCsv(formatLibrary(all, 'csv'))
        expect(head?.[0]).toBe('name')
        expect(rows.map(([name]) => name)).toEqual(all.map(({ name }) => name))
      }),
    )
  })

  it('may come from a spreadsheet: columns in another order, fewer of them, a mark in front, lines with LF', () => {
    expect(parseLibrary('\uFEFFform,data,name\ntext,"a\nb",One\nhex,00 ff,"Two, ""2"""')).toEqual([
      {
        name: 'One',
        folder: '',
        tags: [],
        keys: null,
        payload: { form: 'text', text: 'a\nb', lineEnding: 'none' },
      },
      { name: 'Two, "2"', folder: '', tags: [], keys: null, payload: { form: 'hex', hex: '00 ff' } },
    ])
  })

  it.each([
    ['', 'line 1: the file is empty'],
    ['name,form,data\r\nx,text,"y', 'line 2: a quote is not closed'],
    ['name,form,data\r\n"a\nb"c,text,y', 'line 3: a quote stands inside of a field'],
    ['name,form,data\r\nx,text', 'line 2: it has 2 fields, and the first line names 3'],
    ['name,form,data\r\nx,picture,y', /^line 2, payload\.form: /],
    ['name,form,data,encoding\r\nx,text,y,klingon', /^line 2, payload\.encoding: /],
    ['name,form,data,fields\r\nx,hex,00,[{', /^line 2: “fields” is no JSON/],
    ['name,form,data,fields\r\nx,file,a.bin,"{""chunkBytes"":0}"', /^line 2, payload\.chunkBytes: /],
    ['url,method\r\nhttp://localhost,GET', /“url” is not one of the columns/],
    ['name,form\r\nx,text', /“data” is missing/],
    ['{"info":{"_postman_id":"1"},"item":[]}', /^format is not/],
    ['null', /^it is JSON, but has no payloads/],
    ['"payloads"\n', /^it is JSON, but has no payloads/],
    ['[1,2]', /no payloads of Sockwright|is not as in a file/],
    ['{"format":"sockwright-payloads","version":1,"payloads":[{"name":"a"', /^it is no JSON/],
    ['{"format":"sockwright-payloads","version":1,"payloads":[{"name":""}]}', /^payload 1, /],
    ['\u0000\u0001PNG', /^line 1/],
  ])('%j is refused whole, and the place is named', (text, reason) => {
    expect(reasonOf(text)).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason))
  })

  it('is refused when there is more in it than a library holds', () => {
    expect(reasonOf(' '.repeat(longestLibraryFile + 1))).toMatch(/characters/)
    const many = `name,form,data\n${'x,hex,00\n'.repeat(libraryLimits.payloads + 1)}`
    expect(reasonOf(many)).toMatch(/1001 payloads/)
    expect(reasonOf(`name,form,data\nx,text,${'y'.repeat(libraryLimits.characters + 1)}\n`)).toBe(
      'line 2 is too large',
    )
  })

  it('is taken or refused with a place, whatever is in it', () => {
    const damaged = fc
      .tuple(
        library,
        fc.constantFrom(...libraryFileFormats),
        fc.nat(),
        fc.nat(40),
        fc.string({ unit: 'binary' }),
      )
      .map(([all, format, at, cut, noise]) => {
        const text = formatLibrary(all, format)
        const from = at % (text.length + 1)
        return text.slice(0, from) + noise + text.slice(from + cut)
      })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' }), fc.json()), (text) => {
        try {
          parseLibrary(text).forEach((one) => v.parse(NewPayloadSchema, one))
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'E_LIBRARY_FILE' })
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a payload of the library', () => {
  const saved = { id: 'a', name: 'a', payload: { form: 'hex', hex: '00' } }

  it.each([
    ['two with one id', [saved, saved]],
    [
      'two with the same keys',
      [
        { ...saved, keys: 'Alt+1' },
        { ...saved, id: 'b', keys: 'Alt+1' },
      ],
    ],
    ['keys that the window has', [{ ...saved, keys: 'Mod+K' }]],
    ['a name of several lines', [{ ...saved, name: 'a\nb' }]],
    ['a tag twice', [{ ...saved, tags: ['x', 'x'] }]],
    ['a tag with a comma', [{ ...saved, tags: ['x,y'] }]],
  ])('is refused: %s', (_what, given) => {
    expect(v.is(PayloadLibrarySchema, given)).toBe(false)
  })
})

describe('the examples', () => {
  it.each(examplePayloads.map((one) => [one.name.en, one] as const))('%s can be sent', (_name, one) => {
    expect(parsePayload(one.payload)).toMatchObject({ ok: true })
    for (const language of languages) {
      const { tags, payload } = one
      expect(v.is(NewPayloadSchema, { name: one.name[language], tags, payload })).toBe(true)
    }
  })
})

describe('a record as a payload', () => {
  it('makes the same bytes again, in every encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(...textEncodingIds), (bytes, encoding) => {
        const parsed = parsePayload(recordPayload(bytes, encoding))
        expect(parsed.ok && [...parsed.template.constant!]).toEqual([...bytes])
      }),
    )
  })

  it('is text where the bytes are, with its line ending, else hex', () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    expect(recordPayload(bytes('{{a}}\tb\r\n'), 'utf-8')).toMatchObject({
      form: 'text',
      text: '\\{{a}}\\tb',
      lineEnding: 'crlf',
      encoding: 'utf-8',
    })
    expect(recordPayload(Uint8Array.of(0xc3, 0x28), 'utf-8')).toEqual({ form: 'hex', hex: 'c3 28' })
    expect(recordPayload(Uint8Array.of(0xc4, 0xe3), 'gb18030')).toMatchObject({ form: 'text', text: '你' })
    expect(recordPayload(bytes('a\u0001'), 'utf-8')).toMatchObject({ form: 'hex' })
  })

  it('has a name that a library takes', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(v.is(NewPayloadSchema, { name: nameFor(payload, 'Payload'), payload })).toBe(true)
      }),
    )
  })
})

describe('the list of payloads', () => {
  const one = (id: string, folder = '', tags: string[] = []): SavedPayload => ({
    id,
    name: id,
    folder,
    tags,
    keys: null,
    payload: { form: 'hex', hex: '00' },
  })
  const all = [one('z', 'B'), one('a'), one('b', 'A', ['probe']), one('c', 'A')]
  const shape = (search: string) =>
    groupPayloads(all, search).map(({ folder, payloads: inside }) => [folder, ...inside.map(({ id }) => id)])

  it('has those in no folder first, and finds names, folders, tags and what is in them', () => {
    expect(shape('')).toEqual([
      ['', 'a'],
      ['A', 'b', 'c'],
      ['B', 'z'],
    ])
    expect(shape('PROBE 00')).toEqual([['A', 'b']])
    expect(shape('nothing')).toEqual([])
  })

  it('says where a payload goes when it is moved', () => {
    const groups = groupPayloads(all, '')
    expect(stepPlace(groups, 'b', 1)).toEqual({ folder: 'A', before: null })
    expect(stepPlace(groups, 'c', -1)).toEqual({ folder: 'A', before: 'b' })
    expect(stepPlace(groups, 'a', 1)).toEqual({ folder: 'A', before: 'b' })
    expect(stepPlace(groups, 'z', -1)).toEqual({ folder: 'A', before: null })
    expect(stepPlace(groups, 'a', -1)).toBeNull()
    expect(placeBeside(groups, 'b', true)).toEqual({ folder: 'A', before: 'c' })
  })
})
