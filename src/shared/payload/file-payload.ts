import * as v from 'valibot'

/** Bytes of one chunk: what is read, sent and recorded at once; over UDP, one datagram. */
export const chunkBytesRange = { min: 1, max: 16 * 1_024 * 1_024 } as const
/** ms between two chunks. */
export const chunkDelayRange = { min: 0, max: 3_600_000 } as const

/** What is taken where nobody says otherwise: for a stream, and for datagrams, which fit an Ethernet frame. */
export const usualChunkBytes = { stream: 262_144, datagram: 1_400 } as const

/** How a file is cut up and sent. */
export const FilePacingSchema = v.strictObject({
  chunkBytes: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(chunkBytesRange.min),
    v.maxValue(chunkBytesRange.max),
  ),
  delayMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(chunkDelayRange.min), v.maxValue(chunkDelayRange.max)),
    0,
  ),
})
export type FilePacing = Readonly<v.InferOutput<typeof FilePacingSchema>>

/** A file as a payload: it is read while it is sent. `path` has variables as text has, and `\{{` for plain braces. */
export const FilePayloadSchema = v.strictObject({
  form: v.literal('file'),
  path: v.pipe(v.string(), v.minLength(1), v.maxLength(4_096)),
  ...FilePacingSchema.entries,
})
export type FilePayload = Readonly<v.InferOutput<typeof FilePayloadSchema>>

/** The last part of a path, of any system. */
export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path
}
