import * as v from 'valibot'
import {
  LibraryPayloadSchema,
  libraryLimits,
  NewPayloadSchema,
  PayloadFolderSchema,
  PayloadIdSchema,
  PayloadKeysSchema,
  PayloadNameSchema,
  PayloadTagsSchema,
  type PayloadId,
} from '../../payload/saved-payload'
import { libraryFileFormats } from '../../payload/library/library-file'
import { call } from '../call'
import { PathSchema } from './argument-schemas'

/** The payload in front of which others are put; null for the end. */
const BeforeSchema = v.optional(v.nullable(PayloadIdSchema), null)
const IdsSchema = v.pipe(v.array(PayloadIdSchema), v.maxLength(libraryLimits.payloads))

/**
 * The library of named payloads of the workspace, which is told with `workspace.changed`. A change is made whole or not
 * at all: `E_LIBRARY_PAYLOAD`, `E_LIBRARY_FULL`, `E_LIBRARY_LARGE`, `E_LIBRARY_KEYS`, `E_WORKSPACE_READ_ONLY`,
 * `E_WORKSPACE_WRITE`.
 */
export const libraryCalls = {
  /** Adds payloads, in this order; answers with their ids. */
  'library.add': call(
    v.strictObject({
      payloads: v.pipe(v.array(NewPayloadSchema), v.maxLength(libraryLimits.payloads)),
      before: BeforeSchema,
    }),
  ).returns<readonly PayloadId[]>(),
  /** Changes what is given of one payload. */
  'library.change': call(
    v.strictObject({
      payload: PayloadIdSchema,
      name: v.optional(PayloadNameSchema),
      folder: v.optional(PayloadFolderSchema),
      tags: v.optional(PayloadTagsSchema),
      keys: v.optional(v.nullable(PayloadKeysSchema)),
      content: v.optional(LibraryPayloadSchema),
    }),
  ).returns<null>(),
  /** Puts payloads into a folder and, there, in front of another payload. */
  'library.move': call(
    v.strictObject({ payloads: IdsSchema, folder: PayloadFolderSchema, before: BeforeSchema }),
  ).returns<null>(),
  /** Writes all payloads to a file, in place of one that is there. Fails with `E_LIBRARY_WRITE`, `E_PATH_FORBIDDEN`. */
  'library.export': call(
    v.strictObject({ path: PathSchema, format: v.picklist(libraryFileFormats) }),
  ).returns<null>(),
  'library.remove': call(v.strictObject({ payloads: IdsSchema })).returns<null>(),
} as const
