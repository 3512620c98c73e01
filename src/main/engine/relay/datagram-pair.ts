import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import type { RelayLegName } from '../../../shared/capture/capture-event'
import type { Cause } from '../../../shared/capture/record'
import { toFailure, type Failure } from '../../../shared/contract/errors'
import type { PeerStatus } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { LivePeer } from '../endpoints/peer-list'
import { slowPeerBytes } from '../endpoints/slow-peer'
import { socketFailure } from '../endpoints/socket-failure'
import { UdpPauses } from '../endpoints/udp/udp-pauses'
import type { Behaviour } from '../rules/behaviour'
import { RelayClient, type ClientSide } from './relay-client'
import { RelayLane, type LaneEnds } from './relay-lane'
import type { RelayRun } from './relay-run'

/** What the clients of one run of a datagram relay share. */
export interface DatagramHost extends RelayRun {
  readonly target: SocketAddress
  readonly local: SocketAddress
  toClient(client: SocketAddress, bytes: Uint8Array, sent: (error: Error | null) => void): void
  /** Something was recorded. */
  recorded(): void
  /** So much that came from the client of `pair` waits that nothing more should be read, or that is over. */
  waits(pair: DatagramPair, isFull: boolean): void
  used(pair: DatagramPair): void
  changed(): void
  targetFailed(failure: Failure): void
  /** Its `closed` event is recorded. */
  closed(pair: DatagramPair): void
}

/** Why a client should not be read. */
type ClientWait = 'faults' | 'held' | 'answers' | 'answers-faults' | 'answers-held'

/** One client of a datagram relay, and its own socket to the target, connected, so that refusals come back to us. */
export class DatagramPair implements LivePeer, ClientSide {
  readonly since = Date.now()
  /** ms of the monotonic clock. */
  usedAt = performance.now()
  #receivedBytes = 0
  #sentBytes = 0
  readonly #in: RelayLane
  readonly #out: RelayLane
  readonly #socket: Socket
  readonly #targetPauses: UdpPauses
  readonly #clientWaitsFor = new Set<ClientWait>()
  /** Bytes of answers that wait for their time. */
  #heldAnswers = 0
  /** What came before the socket was connected, which takes a turn of the loop; null afterwards. */
  #early: { readonly bytes: Uint8Array; readonly record: number }[] | null = []
  readonly #heard: RelayClient
  #hasFailed = false
  #closing: Promise<void> | null = null
  #until: number | null = null

  constructor(
    readonly peer: number,
    /** Its address in one word. */
    readonly key: string,
    readonly remote: SocketAddress,
    private readonly host: DatagramHost,
  ) {
    this.#heard = new RelayClient(host, this)
    this.#in = new RelayLane(
      host,
      peer,
      'in',
      this.#ends(
        (bytes, record) => this.#toTarget(bytes, record),
        (reason, on) => this.#pauseClient(reason, on),
      ),
      this.#heard,
    )
    this.#out = new RelayLane(
      host,
      peer,
      'out',
      this.#ends(
        (bytes, record) => this.#toClient(bytes, record),
        (reason, on) => {
          this.#pauseTarget(reason, on)
          // Answers of rules may be what waits.
          this.#pauseClient(`answers-${reason}`, on && this.host.behaviour.hearsMessages)
        },
      ),
    )
    this.#socket = createSocket(isIP(host.target.address) === 6 ? 'udp6' : 'udp4')
    this.#targetPauses = new UdpPauses(this.#socket)
  }

  open(): void {
    const { target } = this.host
    this.#socket
      .on('message', (bytes: Buffer) => this.#fromTarget(bytes))
      .on('error', (error) => this.#targetFailed(error))
      .connect(target.port, target.address, () => this.#connected())
    this.host.behaviour.opened(this.#heard)
  }

  status(): PeerStatus {
    const isClosed = this.#until !== null
    const targetState = isClosed ? 'closed' : this.#hasFailed ? 'failed' : this.#early ? 'connecting' : 'open'
    return {
      peer: this.peer,
      remote: this.remote,
      state: isClosed ? 'closed' : 'open',
      since: this.since,
      until: this.#until,
      receivedBytes: this.#receivedBytes,
      sentBytes: this.#sentBytes,
      queuedBytes: 0,
      end: isClosed ? { by: 'us', how: 'close' } : null,
      ourNumber: this.#heard.ourNumber,
      session: null,
      legs: {
        client: {
          local: this.host.local,
          remote: this.remote,
          state: isClosed ? 'closed' : 'open',
          session: null,
        },
        target: { local: this.#targetLocal(), remote: this.host.target, state: targetState, session: null },
      },
    }
  }

  fromClient(bytes: Buffer): void {
    this.#touch()
    this.#receivedBytes += bytes.length
    this.#in.message(bytes, 0)
    this.host.recorded()
  }

  /** While the capture is behind, what comes from the target waits in the kernel. */
  read(on: boolean): void {
    this.#pauseTarget('capture', !on)
  }

  /** Rules have changed: these hear it from now on. */
  heardBy(behaviour: Behaviour): void {
    behaviour.adopt(this.#heard)
  }

  get local(): SocketAddress {
    return this.host.local
  }

  /** The system takes a datagram at once, or it is lost. */
  readonly clientQueued = 0

  answerClient(bytes: Uint8Array, cause: Cause): void {
    if (this.#closing) return
    this.#sentBytes += bytes.length
    this.#out.answer(bytes, cause)
  }

  holdsAnswers(change: number): void {
    this.#heldAnswers += change
    const tooMany = this.#heldAnswers >= slowPeerBytes
    if (tooMany || this.#heldAnswers < slowPeerBytes / 2) this.#pauseClient('answers', tooMany)
  }

  /** There is no direction that could end. */
  endToClient(): void {}

  reset(): void {
    void this.close()
  }

  changed(): void {
    this.host.changed()
  }

  renewFaults(): void {
    this.#in.renewFaults()
    this.#out.renewFaults()
  }

  /** It was silent for `idleMs`. */
  forget(idleMs: number): void {
    this.#tell({ event: 'idle-forgotten', idleMs })
    void this.close()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #close(): Promise<void> {
    this.host.held.forget(this.peer)
    this.#in.release()
    this.#out.release()
    return new Promise((resolve) => {
      this.#socket.once('close', () => {
        this.#in.clear()
        this.#out.clear()
        this.#closed()
        resolve()
      })
      this.#socket.close()
    })
  }

  #closed(): void {
    this.#until = Date.now()
    this.#tell({
      event: 'closed',
      end: { by: 'us', how: 'close' },
      receivedBytes: this.#receivedBytes,
      sentBytes: this.#sentBytes,
      durationMs: this.#until - this.since,
    })
    this.host.behaviour.closed(this.#heard)
    this.host.closed(this)
  }

  #connected(): void {
    if (this.#closing) return
    const early = this.#early ?? []
    this.#early = null
    const local = this.#targetLocal()
    const { target } = this.host
    if (local) this.#tell({ event: 'connected', leg: 'target', local, remote: target })
    this.host.changed()
    for (const { bytes, record } of early) this.#toTarget(bytes, record)
  }

  #targetLocal(): SocketAddress | null {
    if (this.#early || this.#closing) return null
    const { address, port } = this.#socket.address()
    return { address, port }
  }

  #fromTarget(bytes: Buffer): void {
    this.#touch()
    if (this.#hasFailed) this.#setFailed(false)
    this.#sentBytes += bytes.length
    this.#out.message(bytes, 0)
    this.host.recorded()
  }

  #touch(): void {
    this.usedAt = performance.now()
    this.host.used(this)
  }

  #ends(write: LaneEnds['write'], pause: LaneEnds['pause']): LaneEnds {
    return {
      isPaused: false,
      isWritable: true,
      pause,
      write,
      end: () => undefined,
      reset: () => void this.close(),
    }
  }

  #pauseTarget(reason: 'capture' | 'faults' | 'held', on: boolean): void {
    if (!this.#closing) this.#targetPauses.set(reason, on)
  }

  #pauseClient(reason: ClientWait, on: boolean): void {
    if (on) this.#clientWaitsFor.add(reason)
    else this.#clientWaitsFor.delete(reason)
    this.host.waits(this, this.#clientWaitsFor.size > 0)
  }

  #toTarget(bytes: Uint8Array, record: number): void {
    if (this.#early) {
      this.#early.push({ bytes, record })
      return
    }
    if (!this.#closing) this.#socket.send(bytes, (error) => this.#sent('target', bytes, record, error))
  }

  #toClient(bytes: Uint8Array, record: number): void {
    this.host.toClient(this.remote, bytes, (error) => this.#sent('client', bytes, record, error))
  }

  #sent(leg: RelayLegName, bytes: Uint8Array, record: number, error: Error | null): void {
    if (!error || this.#until !== null) return
    const { address, port } = leg === 'client' ? this.remote : this.host.target
    const unsent = bytes.length
    const failure = socketFailure(error, { operation: 'send', address, port, bytes: unsent, unsent })
    this.#tell({ event: 'send-failed', leg, record, unsent, failure: failure.toFailure() })
  }

  /** The target refuses (ICMP), or no socket could be made. */
  #targetFailed(error: Error): void {
    if (this.#closing) return
    const { target } = this.host
    const failure = toFailure(socketFailure(error, { operation: 'connect', ...target }))
    this.#tell({ event: 'connect-failed', leg: 'target', remote: target, failure })
    this.#setFailed(true)
    this.host.targetFailed(failure)
  }

  #setFailed(hasFailed: boolean): void {
    this.#hasFailed = hasFailed
    this.host.changed()
  }

  #tell(event: Parameters<RelayRun['recorder']['event']>[1]): void {
    this.host.recorder.event(this.peer, event)
  }
}
