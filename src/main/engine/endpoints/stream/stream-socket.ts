import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net'
import { ReadPlace } from './read-place'

/** Takes what a socket has read. The bytes are valid during the call only. */
export type TakeChunk = (chunk: Buffer) => void

/** What `net.Socket` takes beside what its types tell. */
export interface StreamSocketOptions extends SocketConstructorOpts {
  readonly handle?: object
  readonly noDelay?: boolean
  readonly keepAlive?: boolean
  readonly keepAliveInitialDelay?: number
}

/**
 * A socket that reads into memory which is used again ({@link ReadPlace}): with a buffer for each read, making and
 * freeing these would be most of the work. Until {@link takeChunks} it is like any other and tells copies by `data`.
 */
export class StreamSocket extends Socket {
  readonly #place: ReadPlace
  readonly #reading: { take: (chunk: Buffer) => boolean }

  constructor(options: StreamSocketOptions) {
    // Node calls back only after the constructor, when `this` is there.
    const reading = { take: (chunk: Buffer) => this.push(Buffer.from(chunk)) }
    const place = new ReadPlace()
    const onread = {
      // Node's types want memory each time; without any it goes on with what it has.
      buffer: () => place.next()!,
      callback: (length: number) => reading.take(place.bytes(length)),
    } satisfies OnReadOpts
    super({ ...options, ...{ onread } })
    this.#place = place
    this.#reading = reading
  }

  /** From now on hands every chunk to `take` as it is read; `data` is not told any more. */
  takeChunks(take: TakeChunk): void {
    for (let chunk = this.#buffered(); chunk !== null; chunk = this.#buffered()) take(chunk)
    this.#reading.take = (chunk) => {
      take(chunk)
      return true
    }
    this.#place.offerSlabs()
    this.resume()
  }

  override _destroy(error: Error | null, then: (error?: Error | null) => void): void {
    this.#place.end()
    super._destroy(error, then)
  }

  #buffered(): Buffer | null {
    return this.read() as Buffer | null
  }
}

/** Makes of a socket that a server accepted with `pauseOnConnect`, and that has read nothing, one that reads faster. */
export function takeOver(accepted: Socket, options: Omit<StreamSocketOptions, 'handle'>): StreamSocket {
  const shell = accepted as unknown as { _handle: object | null }
  const handle = shell._handle
  shell._handle = null
  // Without its handle this only takes it off the list of the server.
  accepted.destroy()
  return handle ? new StreamSocket({ ...options, handle }) : new StreamSocket(options)
}
