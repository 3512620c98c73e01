import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import { SockwrightError } from '../../../shared/contract/errors'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import { socketFailure } from '../endpoints/socket-failure'
import { AwaitedReplies } from './awaited-replies'
import { mostAwaited, mostQueued, type LoadClient, type LoadSetting } from './load-client'

/** A UDP client of a load: a socket of its own, connected to the target, so that the system tells it of refusals. */
export class UdpLoadClient implements LoadClient {
  local: SocketAddress = { address: '', port: 0 }
  readonly #awaited = new AwaitedReplies(false)
  #socket: Socket | null = null
  #isBound = false
  #isClosing = false
  #queued = 0

  constructor(
    readonly peer: number,
    private readonly setting: LoadSetting,
  ) {}

  get remote(): SocketAddress {
    return this.setting
  }

  get isReady(): boolean {
    return this.#isBound && this.#awaited.size < mostAwaited && this.#queued < mostQueued
  }

  get awaited(): number {
    return this.#awaited.inTime
  }

  open(): void {
    const { address, port } = this.setting
    const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4')
    this.#socket = socket
    socket
      .on('connect', () => this.#bound(socket))
      .on('message', (bytes) => this.#received(bytes))
      .on('error', (error) => this.#failed(error))
    socket.connect(port, address)
  }

  send(bytes: Uint8Array, due: number): void {
    const { counts, matcher, replyMs } = this.setting
    counts.sends(bytes.length)
    if (matcher) this.#awaited.add(due, performance.now() + replyMs)
    this.#queued += bytes.length
    this.#socket!.send(bytes, (error) => {
      this.#queued -= bytes.length
      if (error) this.#failed(error, bytes.length)
      else if (!matcher) this.#ready()
    })
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
    const socket = this.#socket
    this.#socket = null
    if (!socket) return Promise.resolve()
    return new Promise((resolve) => {
      socket.once('close', () => {
        if (this.#isBound) this.setting.counts.connected--
        this.#isBound = false
        resolve()
      })
      socket.close()
    })
  }

  #bound(socket: Socket): void {
    const { counts } = this.setting
    this.local = socket.address()
    this.#isBound = true
    counts.connected++
    counts.connections++
    this.#ready()
  }

  #received(bytes: Uint8Array): void {
    const { matcher, counts } = this.setting
    if (this.#isClosing) return
    counts.receivedBytes += bytes.length
    const since = this.#awaited.take()
    if (!matcher || since === null) return
    if (matcher.match(bytes)) counts.replied(performance.now() - since)
    else counts.failed(new SockwrightError('E_LOAD_REPLY').toFailure(), 1)
    this.#ready()
  }

  /** A refusal (ICMP) answers a message that was sent; the socket stays as it is. */
  #failed(error: Error, bytes = 0): void {
    if (this.#isClosing) return
    const { address, port, counts, gaveUp } = this.setting
    const failure = socketFailure(error, {
      operation: this.#isBound ? 'send' : 'connect',
      address,
      port,
      bytes,
    })
    const answered = this.#awaited.inTime > 0 ? 1 : 0
    if (answered > 0) this.#awaited.take()
    counts.failed(failure.toFailure(), answered)
    if (this.#isBound) setTimeout(() => this.#ready(), 1)
    else gaveUp(this, failure)
  }

  #ready(): void {
    if (!this.#isClosing && this.isReady) this.setting.ready(this)
  }
}
