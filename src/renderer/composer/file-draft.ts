import { socketRoles, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import {
  chunkBytesRange,
  chunkDelayRange,
  usualChunkBytes,
  type FilePacing,
  type FilePayload,
} from '../../shared/payload/file-payload'

/** A file that a person is about to send. */
export interface FileDraft {
  /** A path on the machine of the engine, as typed; or a file of a browser's machine, which comes up first. */
  readonly source:
    { readonly is: 'path'; readonly path: string } | { readonly is: 'file'; readonly file: File }
  /** Null: what is usual for the endpoint. No number where what was typed is none. */
  readonly chunkBytes: number | null
  readonly delayMs: number
}

export const emptyFileDraft: FileDraft = { source: { is: 'path', path: '' }, chunkBytes: null, delayMs: 0 }

export function usualChunkOf(kind: EndpointKind): number {
  return usualChunkBytes[socketRoles[kind] === 'datagrams' ? 'datagram' : 'stream']
}

/** What of the draft cannot be sent: a key of the composer's texts. */
export type FileProblem = 'chunk' | 'delay'

function isWithin(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}

export function fileProblem({ chunkBytes, delayMs }: FileDraft): FileProblem | null {
  if (chunkBytes !== null && !isWithin(chunkBytes, chunkBytesRange)) return 'chunk'
  return isWithin(delayMs, chunkDelayRange) ? null : 'delay'
}

export function draftPacing({ chunkBytes, delayMs }: FileDraft, kind: EndpointKind): FilePacing {
  return { chunkBytes: chunkBytes ?? usualChunkOf(kind), delayMs }
}

/** What a library can keep: a path, and how it is cut up. Null for a file of the browser's machine, or none at all. */
export function filePayload(draft: FileDraft, kind: EndpointKind): FilePayload | null {
  const { source } = draft
  if (source.is === 'file' || source.path.trim() === '' || fileProblem(draft)) return null
  return { form: 'file', path: source.path.trim(), ...draftPacing(draft, kind) }
}

/** A file of the library, to be sent again. */
export function fileDraft({ path, chunkBytes, delayMs }: FilePayload): FileDraft {
  return { source: { is: 'path', path }, chunkBytes, delayMs }
}
