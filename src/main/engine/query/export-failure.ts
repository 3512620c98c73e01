import { SockwrightError, type Failure } from '../../../shared/contract/errors'

/** The coded failure of an export whose file `path` could not be written, for the system's failure `failure`. */
export function exportWriteFailure(
  code: 'E_EXPORT_WRITE' | 'E_LIVE_EXPORT_WRITE',
  path: string,
  failure: Failure,
): Failure {
  const reason = String(failure.details['reason'] ?? failure.message)
  return new SockwrightError(code, { path, reason: shortReason(reason) }).toFailure()
}

/** `ENOSPC: no space left on device, write` → `ENOSPC: no space left on device`. */
function shortReason(message: string): string {
  return message.split(', ')[0]!
}
