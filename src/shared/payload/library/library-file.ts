import * as v from 'valibot'
import { SockwrightError } from '../../contract/errors'
import type { LocalText } from '../../language/local-text'
import {
  libraryLimits,
  NewPayloadSchema,
  tooLarge,
  type NewPayload,
  type SavedPayload,
} from '../saved-payload'
import { payloadRow, payloadRows, type LibraryEntry } from './library-rows'

/** Files that payloads are written to and read from. */
export const libraryFileFormats = ['json', 'csv'] as const
export type LibraryFileFormat = (typeof libraryFileFormats)[number]

/** A file with more characters holds more than a library does. */
export const longestLibraryFile = 4 * libraryLimits.allCharacters

const formatMark = 'sockwright-payloads'
const LibraryFileSchema = v.strictObject({
  format: v.literal(formatMark),
  version: v.literal(1),
  payloads: v.array(v.unknown()),
})

/**
 * The payloads of a file: JSON as {@link formatLibrary} writes it, or comma-separated values by RFC 4180 with a row of
 * names first. Fails with `E_LIBRARY_FILE`, whose `reason` names the payload or line and what is wrong there; a file is
 * taken whole or not at all.
 */
export function parseLibrary(text: string): NewPayload[] {
  if (text.length > longestLibraryFile) {
    throw refused({
      en: `the file has ${text.length} characters, and at most ${longestLibraryFile} are read`,
      'zh-CN': `文件有 ${text.length} 个字符，最多读取 ${longestLibraryFile} 个`,
    })
  }
  const entries = isJson(text) ? jsonEntries(text) : payloadRows(text)
  const { payloads: most } = libraryLimits
  if (entries.length > most) {
    const given = entries.length
    throw refused({
      en: `it has ${given} payloads, and a library holds at most ${most}`,
      'zh-CN': `文件有 ${given} 个载荷，载荷库最多 ${most} 个`,
    })
  }
  const payloads = entries.map(({ place, entry }) => readEntry(place, entry))
  const large = tooLarge(payloads)
  if (!large) return payloads
  const at = entries[payloads.indexOf(large)]!.place
  throw refused({ en: `${at.en} is too large`, 'zh-CN': `${at['zh-CN']}过大` })
}

/** The text of a file with `payloads`. */
export function formatLibrary(payloads: readonly SavedPayload[], format: LibraryFileFormat): string {
  if (format === 'csv') return payloadRow(null) + payloads.map(payloadRow).join('')
  const written = payloads.map(({ name, folder, tags, keys, payload }) => ({
    name,
    folder,
    tags,
    keys,
    payload,
  }))
  return `${JSON.stringify({ format: formatMark, version: 1, payloads: written }, null, 2)}\n`
}

/** No table of payloads begins like JSON; broken JSON is told as such. */
function isJson(text: string): boolean {
  return /^\uFEFF?\s*(?:[[{]|(?:null|true|false|-?\d[\d.eE+-]*|"[^"]*")\s*$)/.test(text)
}

function jsonEntries(text: string): LibraryEntry[] {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    const { message } = thrown as Error
    throw refused({ en: `it is no JSON (${message})`, 'zh-CN': `不是 JSON（${message}）` })
  }
  const read = v.safeParse(LibraryFileSchema, json)
  if (!read.success) {
    const path = v.getDotPath(read.issues[0])
    const en =
      path === null
        ? 'it is JSON, but has no payloads of Sockwright'
        : `${path} is not as in a file of payloads`
    throw refused({
      en,
      'zh-CN': path === null ? '是 JSON，但其中没有 Sockwright 的载荷' : `${path} 不符合载荷文件的格式`,
    })
  }
  return read.output.payloads.map((entry, index) => ({
    place: { en: `payload ${index + 1}`, 'zh-CN': `第 ${index + 1} 个载荷` },
    entry,
  }))
}

function readEntry(place: LocalText, entry: unknown): NewPayload {
  const read = v.safeParse(NewPayloadSchema, entry)
  if (read.success) return read.output
  const issue = read.issues[0]
  const path = v.getDotPath(issue) ?? ''
  throw refused({
    en: `${place.en}${path === '' ? '' : `, ${path}`}: ${issue.message}`,
    'zh-CN': `${place['zh-CN']}${path === '' ? '' : `，${path}`}：${issue.message}`,
  })
}

function refused(reason: LocalText): SockwrightError {
  return new SockwrightError('E_LIBRARY_FILE', { reason })
}
