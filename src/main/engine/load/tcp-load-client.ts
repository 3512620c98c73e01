import { connect, type Socket } from 'node:net'
import { SockwrightError } from '../../../shared/contract/errors'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Framer, MessageSink } from '../endpoints/framing/framer'
import { socketFailure } from '../endpoints/socket-failure'
import { AwaitedReplies } from './awaited-replies'
import { mostAwaited, mostQueued, type LoadClient, type LoadSetting } from './load-client'

/** A client that has failed to connect so often, one time after the other, gives up. */
const mostAttempts = 5
/** ms before it tries again, doubled with each failure. */
const firstWaitMs = 100
/** What is queued has so long to leave when the load is over, ms. */
const closeGraceMs = 500

/** A TCP client of a load: it connects again when its connection ends. */
export class TcpLoadClient implements LoadClient, MessageSink {
  readonly isPaused = false
  local: SocketAddress = { address: '', port: 0 }
  readonly #awaited = new AwaitedReplies(true)
  #socket: Socket | null = null
  #framer: Framer | null = null
  #isConnected = false
  #isClosing = false
  #failures = 0
  #error: Error | null = null
  #again: NodeJS.Timeout | null = null
  #whenClosed: () => void = () => undefined

  constructor(
    readonly peer: number,
    private readonly setting: LoadSetting,
  ) {}

  get remote(): SocketAddress {
    return this.setting
  }

  get isReady(): boolean {
    return this.#isConnected && this.#awaited.size < mostAwaited && this.#socket!.writableLength < mostQueued
  }

  get awaited(): number {
    return this.#awaited.inTime
  }

  open(): void {
    const { address: host, port } = this.setting
    this.#again = null
    this.#error = null
    const socket = connect({ host, port, noDelay: true, autoSelectFamily: false })
    this.#socket = socket
    this.#framer = this.setting.makeFramer(this)
    socket
      .on('connect', () => this.#connected(socket))
      .on('data', (chunk: Buffer) => this.#received(chunk))
      .on('drain', () => this.#ready())
      .on('error', (error) => (this.#error = error))
      .on('close', () => this.#closed())
  }

  send(bytes: Uint8Array, due: number): void {
    this.setting.counts.sends(bytes.length)
    if (this.setting.matcher) this.#awaited.add(due, performance.now() + this.setting.replyMs)
    this.#socket!.write(bytes)
  }

  expire(now: number): void {
    const late = this.#awaited.expire(now)
    if (late === 0) return
    this.setting.counts.failed(
      new SockwrightError('E_LOAD_TIMEOUT', { ms: this.setting.replyMs }).toFailure(),
      late,
    )
    this.#ready()
  }

  close(): Promise<void> {
    this.#isClosing = true
    if (this.#again) clearTimeout(this.#again)
    const socket = this.#socket
    if (!socket) return Promise.resolve()
    return new Promise((resolve) => {
      const grace = setTimeout(() => socket.destroy(), closeGraceMs)
      this.#whenClosed = () => {
        clearTimeout(grace)
        resolve()
      }
      if (this.#isConnected) socket.end()
      else socket.destroy()
    })
  }

  now(): number {
    return 0
  }

  messages(chunk: Buffer, from: number, ends: Uint32Array, count: number): void {
    let start = from
    for (let index = 0; index < count; index++) {
      this.message(chunk.subarray(start, ends[index]), 0, true)
      start = ends[index]!
    }
  }

  message(bytes: Uint8Array, _flags: number, isEnd: boolean): void {
    const { matcher, counts } = this.setting
    if (!isEnd || !matcher || this.#isClosing || this.#awaited.size === 0) return
    const since = this.#awaited.take()
    if (since === null) return
    if (matcher.match(bytes)) counts.replied(performance.now() - since)
    else counts.failed(new SockwrightError('E_LOAD_REPLY').toFailure(), 1)
    this.#ready()
  }

  tell(): void {
    // A load keeps no log.
  }

  holds(): void {
    // What is not a whole reply yet is bounded by the longest message.
  }

  #connected(socket: Socket): void {
    const { counts } = this.setting
    this.local = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 }
    this.#isConnected = true
    this.#failures = 0
    counts.connected++
    counts.connections++
    this.#ready()
  }

  #received(chunk: Buffer): void {
    if (!this.#isClosing) this.setting.counts.receivedBytes += chunk.length
    this.#framer?.push(chunk)
  }

  #ready(): void {
    if (!this.#isClosing && this.isReady) this.setting.ready(this)
  }

  #closed(): void {
    const wasConnected = this.#isConnected
    this.#isConnected = false
    this.#socket = null
    if (wasConnected) this.setting.counts.connected--
    if (this.#isClosing) return this.#whenClosed()
    const failure = this.#failure(wasConnected)
    this.setting.counts.failed(failure.toFailure(), this.#awaited.drop())
    if (++this.#failures >= mostAttempts) this.setting.gaveUp(this, failure)
    else this.#again = setTimeout(() => this.open(), firstWaitMs * 2 ** (this.#failures - 1))
  }

  #failure(wasConnected: boolean): SockwrightError {
    const { address, port } = this.setting
    if (this.#error)
      return socketFailure(this.#error, { operation: wasConnected ? 'send' : 'connect', address, port })
    return new SockwrightError('E_LOAD_CLOSED')
  }
}
