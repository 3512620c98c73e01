import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { errorCode } from '../files/error-code'
import { systemReason } from '../files/private-folder'

/** Why recording into `folder` stopped, as a coded failure (errno(3)). */
export function recordingFailure(thrown: unknown, folder: string): Failure {
  return codedFailure(thrown, folder).toFailure()
}

function codedFailure(thrown: unknown, folder: string): SockwrightError {
  if (thrown instanceof SockwrightError) return thrown
  const details = { path: folder, reason: systemReason(thrown) }
  switch (errorCode(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new SockwrightError('ENOSPC', details, { cause: thrown })
    case 'ENOENT':
    case 'ENOTDIR':
      return new SockwrightError('E_CAPTURE_FOLDER_GONE', details, { cause: thrown })
    default:
      return new SockwrightError('E_CAPTURE_WRITE', details, { cause: thrown })
  }
}

/** Why a capture cannot be begun in `folder`. */
export function openingFailure(thrown: unknown, folder: string): SockwrightError {
  if (thrown instanceof SockwrightError) return thrown
  const code = errorCode(thrown)
  const details = { path: folder, reason: systemReason(thrown) }
  if (code === 'ENOSPC' || code === 'EDQUOT') return new SockwrightError('ENOSPC', details, { cause: thrown })
  return new SockwrightError('E_FOLDER_NOT_WRITABLE', details, { cause: thrown })
}
