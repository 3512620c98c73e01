import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import {
  NotesFileSchema,
  notesFormat,
  orderedBookmarks,
  type Bookmark,
  type NotesFile,
} from '../../../shared/capture/notes'
import { SockwrightError } from '../../../shared/contract/errors'
import { captureFiles } from '../capture/capture-names'
import { errorCode } from '../files/error-code'
import { systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'

/** More bytes than the fullest notes have; a longer file is none. */
const mostBytes = 128 * 1024 * 1024

/** What `notes.json` of a folder holds. */
export type NotesReading =
  | { readonly is: 'read'; readonly bookmarks: readonly Bookmark[] }
  /** It is no notes, and what was wrong with it. */
  | { readonly is: 'broken'; readonly reason: string }
  | { readonly is: 'newer'; readonly version: number }

export function notesPath(folder: string): string {
  return path.join(folder, captureFiles.notes)
}

/**
 * Reads the bookmarks in the first folder of a series, and changes nothing; without a file there are none. Fails with
 * `E_CAPTURE_BROKEN` where the system does not let it be read.
 */
export async function readNotes(folder: string): Promise<NotesReading> {
  let text: string
  try {
    const { size } = await stat(notesPath(folder))
    if (size > mostBytes) return { is: 'broken', reason: `it has ${size} bytes` }
    text = await readFile(notesPath(folder), 'utf8')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return { is: 'read', bookmarks: [] }
    throw new SockwrightError('E_CAPTURE_BROKEN', { path: folder, reason: systemReason(cause) }, { cause })
  }
  return parseNotes(text)
}

function parseNotes(text: string): NotesReading {
  try {
    const json: unknown = JSON.parse(text)
    const version = (json as { format?: unknown } | null)?.format
    if (typeof version === 'number' && version > notesFormat) return { is: 'newer', version }
    return { is: 'read', bookmarks: orderedBookmarks(v.parse(NotesFileSchema, json).bookmarks) }
  } catch (thrown) {
    return { is: 'broken', reason: systemReason(thrown) }
  }
}

/** Replaces the bookmarks in one step. Fails with the system's error, the old ones in place. */
export async function writeNotes(folder: string, bookmarks: readonly Bookmark[]): Promise<void> {
  const file: NotesFile = { format: notesFormat, bookmarks: [...bookmarks] }
  await writeFileAtomically(notesPath(folder), `${JSON.stringify(file, null, 2)}\n`)
}
