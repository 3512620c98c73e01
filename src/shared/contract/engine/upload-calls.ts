import * as v from 'valibot'
import { call } from '../call'
import { EndpointIdSchema } from '../../endpoints/endpoint-config'
import { FilePacingSchema } from '../../payload/file-payload'
import { TokenSchema } from './argument-schemas'
import { TargetSchema } from './endpoint-calls'
import type { FileStatus } from './run-calls'

/** The longest packet file that can be uploaded; a longer one is imported by its path. */
export const maxUploadBytes = 4 * 1024 ** 3

/** The most bytes of one piece. */
export const uploadPieceBytes = 1024 * 1024

/** A file that a window has and the machine of the engine has not: it comes up in pieces, and is imported or sent there. */
export const uploadCalls = {
  /**
   * Makes room for a file called `name` of `bytes` bytes. Fails with `E_UPLOAD_TOO_LARGE` (only packet files have a
   * limit), `E_UPLOAD_SPACE` or `E_FOLDER_NOT_WRITABLE`.
   */
  'upload.begin': call(
    v.strictObject({
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
      bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      purpose: v.optional(v.picklist(['import', 'send']), 'import'),
    }),
  ).returns<{ readonly upload: string }>(),
  /**
   * The next piece; answers when it is written, so that whoever waits for the answer never sends faster than the disk
   * writes. Fails with `E_UPLOAD_WRITE`, which ends the upload, and with `E_JOB_UNKNOWN`.
   */
  'upload.write': call(
    v.strictObject({
      upload: TokenSchema,
      data: v.pipe(
        v.instance(Uint8Array),
        v.check((data) => data.length <= uploadPieceBytes, `at most ${uploadPieceBytes} bytes`),
      ),
    }),
  ).returns<{ readonly received: number }>(),
  /** Imports what has come up, as `import.start` does; the file is removed with the end of that job. */
  'upload.import': call(v.strictObject({ upload: TokenSchema })).returns<{ readonly job: string }>(),
  /**
   * Sends what has come up, as `file.send` does and with its failures; the file is removed when that run is over, or
   * could not begin.
   */
  'upload.send': call(
    v.strictObject({
      upload: TokenSchema,
      endpoint: EndpointIdSchema,
      target: TargetSchema,
      pacing: FilePacingSchema,
    }),
  ).returns<FileStatus>(),
  /** Removes what has come up. Fails with `E_JOB_UNKNOWN`. */
  'upload.cancel': call(v.strictObject({ upload: TokenSchema })).returns<null>(),
} as const
