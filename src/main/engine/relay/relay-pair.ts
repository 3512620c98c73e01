import { recordFlags, type Cause } from '../../../shared/capture/record'
import { toFailure, type Failure, type SockwrightError } from '../../../shared/contract/errors'
import type { PeerEnd, PeerStatus } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Recorder } from '../capture/recorder'
import type { EndPeersHow } from '../endpoints/endpoint'
import type { LivePeer } from '../endpoints/peer-list'
import { pausedFor } from '../endpoints/reading-pauses'
import type { PeerStream } from '../endpoints/stream/peer-stream'
import type { Securing } from '../endpoints/tls/tls-settings'
import type { Behaviour } from '../rules/behaviour'
import { RelayClient, type ClientSide } from './relay-client'
import type { PairHost } from './pair-host'
import { PairLanes } from './pair-lanes'
import { pairStatus } from './pair-status'
import { RelayLeg, type LegOwner } from './relay-leg'
import { RelayUpgrade, type UpgradedPair } from './relay-upgrade'
import type { LegsUpgrade } from './relay-tls'
import { TargetSearch } from './target-search'

/** One peer of a relay: a client, and the connection to the target that was made for it. */
export class RelayPair implements LegOwner, LivePeer, ClientSide, UpgradedPair {
  readonly since = Date.now()
  readonly #client: RelayLeg
  #target: RelayLeg | null = null
  #lanes: PairLanes | null = null
  /** The peer as rules see it, once both connections are there. */
  #heard: RelayClient | null = null
  readonly #dialing = new AbortController()
  readonly #search: TargetSearch
  #hasFailed = false
  /** Who ended a direction first, or the whole. */
  #endedBy: 'us' | 'peer' | null = null
  #until: number | null = null

  constructor(
    readonly peer: number,
    clientStream: PeerStream,
    private readonly host: PairHost,
  ) {
    this.#client = new RelayLeg('client', clientStream, this)
    this.#search = new TargetSearch(peer, host.recorder, (target) => host.assertNoLoop(target))
  }

  get recorder(): Recorder {
    return this.host.recorder
  }

  get local(): SocketAddress {
    return this.#client.local
  }

  get remote(): SocketAddress {
    return this.#client.remote
  }

  /**
   * Puts TLS on the client's connection, connects to the target, and puts TLS there. Until all that is done the client is
   * not read: its bytes wait in the system.
   */
  async open(): Promise<void> {
    const { secureClient } = this.host
    if (secureClient && !(await this.#client.secure(secureClient)).isSecured) return
    const { signal } = this.#dialing
    // It may have ended during its handshake.
    if (signal.aborted || this.#client.isEnding) return
    try {
      await this.#connected(await this.host.dial(this.#search, signal))
    } catch (thrown) {
      if (signal.aborted) return
      const failure = toFailure(thrown)
      this.#search.ended(failure)
      this.#targetFailed(failure)
    }
  }

  status(): PeerStatus {
    return pairStatus({
      peer: this.peer,
      since: this.since,
      until: this.#until,
      client: this.#client,
      target: this.#target,
      sought: this.#search.sought,
      hasFailed: this.#hasFailed,
      end: this.#end,
      ourNumber: this.#heard?.ourNumber ?? null,
    })
  }

  endPeer(how: EndPeersHow): void {
    if (how === 'reset') return this.reset()
    if (how === 'close') return this.close()
    this.endToClient()
    this.#lanes?.in.end()
  }

  /** Lets what is on the way leave, then closes both connections. */
  close(): void {
    this.#endedBy = 'us'
    this.host.held.forget(this.peer)
    this.#lanes?.release()
    this.#dialing.abort()
    if (!this.#lanes) this.#client.read()
    this.#client.close()
    this.#target?.close()
  }

  reset(): void {
    this.#drop()
    this.#dialing.abort()
    this.#client.reset()
    this.#target?.reset()
  }

  /** The recorder is no longer congested. */
  captureCaughtUp(): void {
    this.#client.reading.resume(pausedFor.capture)
    this.#target?.reading.resume(pausedFor.capture)
  }

  /** Rules have changed: these hear it from now on. */
  heardBy(behaviour: Behaviour): void {
    if (this.#heard) behaviour.adopt(this.#heard)
  }

  get clientQueued(): number {
    return this.#client.queuedBytes
  }

  answerClient(bytes: Uint8Array, cause: Cause): void {
    if (!this.#client.isWritable) return
    this.#lanes?.out.answer(bytes, cause)
    if (this.#client.isSlow) this.#client.reading.pause(pausedFor.answered)
  }

  holdsAnswers(change: number): void {
    this.#client.reading.holdsAnswers(change)
  }

  endToClient(): void {
    this.#endedBy ??= 'us'
    if (this.#lanes) this.#lanes.out.end()
    else this.#client.endOurs()
  }

  changed(): void {
    this.host.stateChanged()
  }

  renewFaults(): void {
    this.#lanes?.renewFaults()
  }

  /** To be called once a second. */
  look(): void {
    this.#client.look()
    this.#target?.look()
  }

  setNoDelay(on: boolean): void {
    this.#client.setNoDelay(on)
    this.#target?.setNoDelay(on)
  }

  setKeepAlive(on: boolean, delayMs: number): void {
    this.#client.setKeepAlive(on, delayMs)
    this.#target?.setKeepAlive(on, delayMs)
  }

  legReceived(leg: RelayLeg, chunk: Buffer): void {
    if (this.#lanes) this.#lanes.from(leg).received(chunk)
    else this.#receivedForNobody(chunk)
    if (this.#other(leg)?.isSlow) leg.reading.pause(pausedFor.output)
    if (!this.host.recorder.congested) return
    leg.reading.pause(pausedFor.capture)
    this.host.pausedForCapture(this)
  }

  legEnding(leg: RelayLeg): void {
    this.#lanes?.from(leg).endFraming()
  }

  legEnded(leg: RelayLeg): void {
    this.#endedBy ??= 'peer'
    this.#lanes?.from(leg).end()
  }

  legDrained(leg: RelayLeg): void {
    leg.reading.resume(pausedFor.answered)
    this.#other(leg)?.reading.resume(pausedFor.output)
  }

  /** What happened on one side happens on the other. */
  legBroke(leg: RelayLeg): void {
    this.#drop()
    this.#dialing.abort()
    this.#other(leg)?.reset()
  }

  legChanged(): void {
    this.host.stateChanged()
  }

  legClosed(): void {
    this.host.stateChanged()
    if (!this.#client.isClosed || (this.#target && !this.#target.isClosed)) return
    this.#drop()
    this.#closed()
  }

  get waitingBytes(): number {
    return this.#lanes?.waitingBytes ?? 0
  }

  upgrade(): void {
    const { startTls } = this.host
    if (startTls && this.#target) void this.#secureBoth(startTls, this.#target)
  }

  refuseUpgrade(failure: SockwrightError): void {
    this.recorder.event(this.peer, { event: 'upgrade-refused', failure: failure.toFailure() })
    this.reset()
  }

  /** First the target's side, so that a client hears of a failure there by the end of its connection. */
  async #secureBoth({ client, target }: LegsUpgrade, leg: RelayLeg): Promise<void> {
    this.#client.reading.pause(pausedFor.upgrade)
    if (!(await this.#secureTarget(leg, target)) || this.#client.isEnding) return
    if (!(await this.#client.secure(client)).isSecured) return leg.close()
    this.#client.reading.resume(pausedFor.upgrade)
    this.#client.read()
    leg.read()
  }

  /** There is no target: what the client has sent goes no further. */
  #receivedForNobody(chunk: Buffer): void {
    this.host.traffic.receivedMessages++
    this.host.recorder.messageIn(this.peer, chunk, recordFlags.dropped)
  }

  async #connected(stream: PeerStream): Promise<void> {
    const target = new RelayLeg('target', stream, this)
    const { local, remote } = stream
    this.#target = target
    target.tell({ event: 'connected', local, remote })
    // The client may have gone in the meantime.
    if (this.#client.isClosed) return target.reset()
    const { secureTarget } = this.host
    if (secureTarget && !(await this.#secureTarget(target, secureTarget))) return
    const heard = new RelayClient(this.host, this)
    this.#heard = heard
    const legs = { client: this.#client, target, reset: () => this.reset() }
    const { startTls } = this.host
    const watch = startTls && new RelayUpgrade(startTls.protocol, this)
    this.#lanes = new PairLanes(this.host, this.peer, legs, heard, watch)
    this.#client.read()
    target.read()
    this.host.stateChanged()
    this.host.behaviour.opened(heard)
  }

  /** Is there TLS with the target now? What went wrong is told. */
  async #secureTarget(target: RelayLeg, securing: Securing): Promise<boolean> {
    const { isSecured, failure } = await target.secure(securing)
    if (failure) this.#targetFailed(failure.toFailure())
    return isSecured && !target.isEnding
  }

  /** There is no way to the target: the client is closed. */
  #targetFailed(failure: Failure): void {
    this.#hasFailed = true
    this.#client.read()
    this.#client.close()
    this.host.targetFailed(failure)
  }

  #drop(): void {
    this.host.held.forget(this.peer)
    this.#lanes?.clear()
  }

  #other(leg: RelayLeg): RelayLeg | null {
    return leg === this.#client ? this.#target : this.#client
  }

  /** As the client's connection ended; what its target began, and we passed on, was the peer's doing. */
  get #end(): PeerEnd {
    const end = this.#client.end()
    const isPassedOn = this.#endedBy === 'peer' && end.by === 'us' && end.how === 'close'
    return isPassedOn ? { by: 'peer', how: 'close' } : end
  }

  #closed(): void {
    if (this.#until !== null) return
    this.#until = Date.now()
    const { receivedBytes, sentBytes } = this.#client
    const durationMs = this.#until - this.since
    const end = this.#end
    this.host.recorder.event(this.peer, { event: 'closed', end, receivedBytes, sentBytes, durationMs })
    if (this.#heard) this.host.behaviour.closed(this.#heard)
    this.host.closed(this)
  }
}
