import type { Socket } from 'node:net'
import type { SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { Layer } from './layer'
import { StreamSocket } from './stream-socket'

/** What a socket or a layer on it fails with. */
export type StreamError = Error & { readonly code?: string; readonly syscall?: string }

/** Who owns a stream and is told what comes of it. */
export interface StreamListener {
  /** Bytes came. `passing` ones are valid during the call only. */
  received(chunk: Buffer, passing: boolean): void
  /** The other side has ended its direction. */
  endReceived(): void
  /** All that was written has left, and our end with it. */
  endSent(): void
  /** What was queued has left. */
  drained(): void
  /** Something failed; may be told more than once. `closed` follows. */
  failed(error: StreamError): void
  /** The last that is told, exactly once. */
  closed(): void
}

/** The part of Node's handle of a socket that tells how far a write has come. */
interface StreamHandle {
  /** Bytes handed to libuv. */
  readonly bytesWritten: number
  /** Those of them that the kernel has not taken. */
  readonly writeQueueSize: number
}

const nothing = new Uint8Array(0)

/** The two sides of a stream. */
export interface StreamEnds {
  readonly local: SocketAddress
  readonly remote: SocketAddress
}

/** The two sides of a TCP socket, as the system tells them. */
export function streamEnds(socket: Socket): StreamEnds {
  return {
    local: { address: socket.localAddress ?? '?', port: socket.localPort ?? 0 },
    remote: { address: socket.remoteAddress ?? '?', port: socket.remotePort ?? 0 },
  }
}

/**
 * The byte stream of one peer: a raw socket (TCP or another kind), which must have `allowHalfOpen`, and perhaps a layer
 * on it (TLS), which may also be put in while the stream is open. Owns both. Everything but {@link reset} goes through
 * the uppermost; a reset is always one of the raw socket.
 */
export class PeerStream {
  readonly local: SocketAddress
  readonly remote: SocketAddress
  #top: Socket
  /** A layer is being put in: whoever does that is told its failures, and our listener the end only after. */
  #inserting: Promise<unknown> | null = null
  #listener: StreamListener | null = null
  /** Waits until nothing is queued in a layer. */
  readonly #whenLeft: (() => void)[] = []
  /** The socket lets go of its handle when it fails, the moment at which we want to ask it. */
  readonly #handle: StreamHandle | null
  /** Written before the stream became ours, by a proxy's dialogue for example. */
  readonly #writtenBefore: number

  constructor(
    private readonly raw: Socket,
    ends = streamEnds(raw),
  ) {
    this.local = ends.local
    this.remote = ends.remote
    this.#top = raw
    this.#handle = (raw as unknown as { _handle: StreamHandle | null })._handle
    this.#writtenBefore = this.#handle?.bytesWritten ?? 0
  }

  /** From now on `listener` is told failures and the end; it is told bytes from {@link read} on. */
  listen(listener: StreamListener): void {
    this.#listener = listener
    this.raw.on('error', (error) => this.#failed(error)).on('close', () => this.#rawClosed())
  }

  /** Begins to read. */
  read(): void {
    const listener = this.#listener!
    const top = this.#top
    top
      .on('end', () => listener.endReceived())
      .on('finish', () => listener.endSent())
      .on('drain', () => listener.drained())
    if (top instanceof StreamSocket) top.takeChunks((chunk) => listener.received(chunk, true))
    else top.on('data', (chunk: Buffer) => listener.received(chunk, false))
  }

  /**
   * Puts a layer between the raw socket and us; call {@link read} when it is ready. Reading must not have begun, or
   * stops here, and nothing may be written until then. Rejects as the layer does; the stream has then to be destroyed.
   */
  insert<T>(makeLayer: (below: Socket) => Layer<T>): Promise<T> {
    const inserted = this.#insert(makeLayer)
    this.#inserting = inserted
    return inserted
  }

  write(bytes: Uint8Array): void {
    if (this.isLayered) this.#top.write(bytes, this.#layerWrote)
    else this.#top.write(bytes)
  }

  /** Calls `then` when the kernel has all that was written, or never will. Not to be asked once our end was asked for. */
  afterQueued(then: () => void): void {
    // Node's TLS does not stand an empty write whose socket is destroyed in the same turn.
    if (!this.isLayered) this.#top.write(nothing, then)
    else if (this.queuedBytes === 0 || this.isDestroyed) setImmediate(then)
    else this.#whenLeft.push(then)
  }

  readonly #layerWrote = (): void => {
    if (this.queuedBytes > 0 && !this.isDestroyed) return
    for (const then of this.#whenLeft.splice(0)) then()
  }

  /** Writes nothing at all to the raw socket. After a reset, of which libuv may not have told, that fails. */
  probe(): void {
    // A Unix socket knows no reset, and refuses even this once the other side has closed.
    if (!isTcp(this.raw)) return
    // A layer counts what leaves the raw socket, so nothing may be written behind what waits there.
    if (this.isLayered && this.#handle && this.#handle.writeQueueSize > 0) return
    this.raw.write(nothing)
  }

  /** Ends our direction once everything written has left. */
  end(): void {
    this.#top.end()
  }

  /** Lets go of the socket without more ado; what is queued is lost. */
  destroy(): void {
    this.#top.destroy()
    this.raw.destroy()
  }

  /** Throws away what is queued; the other side sees a reset, where the kind of socket has such a thing. */
  reset(): void {
    if (!isTcp(this.raw)) this.destroy()
    else if (this.isLayered) this.#resetBelow()
    else this.raw.resetAndDestroy()
  }

  /**
   * Node's TLS does not stand a raw socket that is closed below it while a write fails: the layer goes first and takes the
   * raw socket along, which Node resets where it has this mark of `resetAndDestroy`.
   */
  #resetBelow(): void {
    Object.assign(this.raw, { resetAndClosing: true })
    this.#top.destroy()
  }

  pause(): void {
    this.#top.pause()
  }

  resume(): void {
    this.#top.resume()
  }

  /** What is written between these two leaves in one write. */
  cork(): void {
    this.#top.cork()
  }

  uncork(): void {
    this.#top.uncork()
  }

  /** What was read while paused goes to the listener, though the stream ends. */
  takeBuffered(): void {
    // A socket that has failed hands over what it holds, but no longer tells its listeners.
    this.#top.removeAllListeners('data')
    for (let chunk = this.#buffered(); chunk !== null; chunk = this.#buffered()) {
      this.#listener?.received(chunk, false)
    }
  }

  setNoDelay(on: boolean): void {
    this.raw.setNoDelay(on)
  }

  setKeepAlive(on: boolean, delayMs: number): void {
    this.raw.setKeepAlive(on, delayMs)
  }

  /** Does nothing where the runtime has no such call: the option is refused before then. */
  setTypeOfService(value: number): void {
    const raw = this.raw as Socket & { setTypeOfService?(value: number): unknown }
    raw.setTypeOfService?.(value)
  }

  /** Bytes written that the kernel has not taken, those in layers among them. */
  get queuedBytes(): number {
    return this.#top.writableLength
  }

  /** Bytes written to this stream that the kernel has taken, as far as that is known. `written`: all of them. */
  takenByKernel(written: number): number {
    const handle = this.#handle
    // A layer changes lengths, so only what it still holds can be told.
    if (!handle || this.isLayered) return written - this.queuedBytes
    return handle.bytesWritten - this.#writtenBefore - handle.writeQueueSize
  }

  get isLayered(): boolean {
    return this.#top !== this.raw
  }

  get hasFailed(): boolean {
    return (this.#top.errored ?? this.raw.errored) !== null
  }

  get isDestroyed(): boolean {
    return this.#top.destroyed || this.raw.destroyed
  }

  /** Our end was asked for, and has not left. */
  get isEnding(): boolean {
    return this.#top.writableEnded && !this.#top.writableFinished
  }

  /** Our end has left. */
  get hasEnded(): boolean {
    return this.#top.writableFinished
  }

  #buffered(): Buffer | null {
    return this.#top.read() as Buffer | null
  }

  async #insert<T>(makeLayer: (below: Socket) => Layer<T>): Promise<T> {
    this.raw.pause()
    for (const event of ['data', 'end', 'finish', 'drain']) this.raw.removeAllListeners(event)
    // Behind what waits; and never while the raw socket is being read.
    await this.#allHasLeft()
    if (this.raw.destroyed) throw this.raw.errored ?? new Error('the stream has ended')
    const { socket, ready } = makeLayer(this.raw)
    this.#top = socket
    // A layer may tell failures of its own by `_tlsError` alone, as Node does for the server's side of TLS.
    socket.on('error', (error) => this.#failed(error))
    socket.on('_tlsError', (error: StreamError) => this.#failed(error))
    const facts = await ready
    this.#inserting = null
    return facts
  }

  #allHasLeft(): Promise<void> {
    return new Promise((resolve) => this.raw.write(nothing, () => resolve()))
  }

  #failed(error: StreamError): void {
    if (this.#inserting === null) this.#listener?.failed(error)
    this.destroy()
  }

  #rawClosed(): void {
    if (this.#inserting === null) this.#allClosed()
    else this.#inserting.catch(() => undefined).finally(() => this.#allClosed())
  }

  #allClosed(): void {
    const closed = () => {
      for (const then of this.#whenLeft.splice(0)) then()
      this.#listener?.closed()
    }
    const top = this.#top
    if (top === this.raw || top.closed) return closed()
    top.once('close', closed)
    top.destroy()
  }
}

/** Only TCP sockets can be reset. */
function isTcp(socket: Socket): boolean {
  const handle = (socket as unknown as { _handle: object | null })._handle
  return handle === null || handle.constructor.name === 'TCP'
}
