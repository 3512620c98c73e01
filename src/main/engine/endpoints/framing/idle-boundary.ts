import type { Boundary } from './boundary'

/** No byte ends a message; the gap behind it does. */
export class IdleBoundary implements Boundary {
  readonly lastByte = null
  readonly announced = null
  readonly isInvalid = false
  readonly endsWithStream = true

  next(): number {
    return -1
  }
}
