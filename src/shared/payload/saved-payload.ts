import * as v from 'valibot'
import { FilePayloadSchema, type FilePayload } from './file-payload'
import { PayloadSchema, type Payload } from './payload'

/**
 * The library of a workspace goes to every window when the workspace changes: it holds so many payloads, one of them so
 * many characters as typed, and all of them together so many. More belongs into files.
 */
export const libraryLimits = { payloads: 1_000, characters: 1_048_576, allCharacters: 4_194_304 } as const

/** One line that shows: no control characters, nothing but spaces. */
function line(most: number) {
  return v.pipe(v.string(), v.trim(), v.maxLength(most), v.regex(/^\P{Cc}*$/u))
}

export const PayloadNameSchema = v.pipe(line(80), v.minLength(1))
/** The folder a payload lies in; empty for none. */
export const PayloadFolderSchema = line(80)
/** A word to find payloads by; lists of them are written with `,` or `;` between. */
export const PayloadTagSchema = v.pipe(line(40), v.minLength(1), v.regex(/^[^,;]+$/))
export const PayloadTagsSchema = v.pipe(
  v.array(PayloadTagSchema),
  v.maxLength(16),
  v.check((tags) => new Set(tags).size === tags.length, 'names a tag twice'),
)

/** Keys that send a payload: those that neither the window nor a field for text uses itself. */
export const payloadKeys: readonly string[] = [
  ...Array.from('1234567890', (digit) => `Alt+${digit}`),
  ...Array.from('1234567890', (digit) => `Alt+Shift+${digit}`),
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `Alt+Shift+${letter}`),
]
export const PayloadKeysSchema = v.pipe(
  v.string(),
  v.check((keys) => payloadKeys.includes(keys), 'is no combination of keys that a payload can have'),
)

/** What a library holds: what a person typed, or where a file is. */
export const LibraryPayloadSchema = v.variant('form', [PayloadSchema, FilePayloadSchema])
export type LibraryPayload = Payload | FilePayload

/** A payload with a name, as it is added to a library; {@link SavedPayloadSchema} has the id as well. */
export const NewPayloadSchema = v.strictObject({
  name: PayloadNameSchema,
  folder: v.optional(PayloadFolderSchema, ''),
  tags: v.optional(PayloadTagsSchema, []),
  /** Sends it to whom the composer in front is set to; null for none. */
  keys: v.optional(v.nullable(PayloadKeysSchema), null),
  payload: LibraryPayloadSchema,
})
export type NewPayload = v.InferOutput<typeof NewPayloadSchema>

/** Identifies a payload within its workspace; made by the engine. */
export const PayloadIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/))
export type PayloadId = v.InferOutput<typeof PayloadIdSchema>

export const SavedPayloadSchema = v.strictObject({ id: PayloadIdSchema, ...NewPayloadSchema.entries })
export type SavedPayload = Readonly<v.InferOutput<typeof SavedPayloadSchema>>

/** The named payloads of a workspace, in the order that the person gave them. */
export const PayloadLibrarySchema = v.pipe(
  v.array(SavedPayloadSchema),
  v.maxLength(libraryLimits.payloads),
  v.check((payloads) => new Set(payloads.map(({ id }) => id)).size === payloads.length, 'has an id twice'),
  v.check((payloads) => sharedKeys(payloads) === null, 'gives keys to two payloads'),
  v.check((payloads) => tooLarge(payloads) === null, 'is too large'),
)

/** What a person typed of a payload; of a file, its path. */
export function typedPayload(payload: LibraryPayload): string {
  if (payload.form === 'file') return payload.path
  return payload.form === 'text' ? payload.text : payload.hex
}

/** The second payload with keys that one before it has; null where there is none. */
export function sharedKeys<T extends NewPayload>(payloads: readonly T[]): T | null {
  const taken = new Set<string>()
  for (const one of payloads) {
    if (one.keys === null) continue
    if (taken.has(one.keys)) return one
    taken.add(one.keys)
  }
  return null
}

/** The payload with which a library grows beyond {@link libraryLimits}; null for one that does not. */
export function tooLarge<T extends NewPayload>(payloads: readonly T[]): T | null {
  let all = 0
  for (const one of payloads) {
    const { length } = typedPayload(one.payload)
    all += length
    if (length > libraryLimits.characters || all > libraryLimits.allCharacters) return one
  }
  return null
}
