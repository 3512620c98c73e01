import type { Boundary } from './boundary'

const lineFeed = 0x0a

/** A message ends with LF; a CR before it belongs to the message like any other byte. */
export class LineBoundary implements Boundary {
  readonly lastByte = lineFeed
  readonly announced = null
  readonly isInvalid = false
  readonly endsWithStream = false

  next(chunk: Buffer, at: number): number {
    const found = chunk.indexOf(lineFeed, at)
    return found < 0 ? -1 : found + 1
  }
}
