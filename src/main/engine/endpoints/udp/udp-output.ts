import type { Socket } from 'node:dgram'
import type { SendOutcome } from '../../../../shared/contract/engine/endpoint-calls'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { Cause } from '../../../../shared/capture/record'
import { isBroadcastAddress, localIpv4Networks } from '../../network/broadcast-address'
import type { Recorder } from '../../capture/recorder'
import { slowPeerBytes } from '../slow-peer'
import { socketFailure } from '../socket-failure'
import type { Traffic } from '../traffic'
import type { UdpPauses } from './udp-pauses'
import type { UdpPeer } from './udp-peers'

/** What a UDP endpoint sends: recorded as it is handed over, counted back where the system refuses it. */
export class UdpOutput {
  /** Datagrams whose sending the system has not answered yet. */
  #unanswered = 0
  #whenAllSent: () => void = () => undefined

  constructor(
    private readonly socket: Socket,
    private readonly recorder: Recorder,
    private readonly traffic: Traffic,
    private readonly pauses: UdpPauses,
    /** Connected sockets (connect(2)) take no address, and tell refusals of earlier datagrams. */
    private readonly connected: boolean,
    /** An earlier datagram to the peer was refused. */
    private readonly refused: (error: Error) => void,
  ) {}

  /** Bytes that wait in the process. */
  get queued(): number {
    return this.socket.getSendQueueSize()
  }

  /** Resolves once the system has answered everything sent so far. */
  allSent(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenAllSent = resolve
      if (this.#unanswered === 0) resolve()
    })
  }

  async send(peer: UdpPeer, bytes: Uint8Array, cause: Cause): Promise<SendOutcome> {
    this.traffic.sentMessages++
    if (!peer.faults?.hasOut) return this.put(peer, bytes, this.recorder.messageOut(peer.peer, bytes, cause))
    peer.faults.sent(bytes, cause)
    return { peer: peer.peer, ok: true, bytes: bytes.length }
  }

  /** Hands over a datagram that is recorded. */
  async put(peer: UdpPeer, bytes: Uint8Array, record: number): Promise<SendOutcome> {
    this.traffic.sentBytes += bytes.length
    peer.sentBytes += bytes.length
    const error = await this.#handOver(peer, bytes)
    return error
      ? this.#failed(peer, record, bytes, error)
      : { peer: peer.peer, ok: true, bytes: bytes.length }
  }

  /** Reading waits while more than this waits for the network. */
  pauseIfFull(): void {
    if (this.queued >= slowPeerBytes) this.pauses.set('output', true)
  }

  /** A refusal is of an earlier datagram: the system tells it instead of sending this one (udp(7)). */
  async #handOver(peer: UdpPeer, bytes: Uint8Array): Promise<Error | null> {
    const error = await this.#try(peer, bytes)
    if (!this.connected || !isRefusal(error)) return error
    this.refused(error)
    const again = await this.#try(peer, bytes)
    return isRefusal(again) ? null : again
  }

  #try({ remote }: UdpPeer, bytes: Uint8Array): Promise<Error | null> {
    this.#unanswered++
    return new Promise((resolve) => {
      const answered = (error: Error | null) => {
        if (--this.#unanswered === 0) this.#whenAllSent()
        if (this.pauses.isPausedFor('output') && this.queued < slowPeerBytes / 2) {
          this.pauses.set('output', false)
        }
        resolve(error)
      }
      if (this.connected) this.socket.send(bytes, answered)
      else this.socket.send(bytes, remote.port, remote.address, answered)
    })
  }

  #failed(peer: UdpPeer, record: number, bytes: Uint8Array, error: Error): SendOutcome {
    const unsent = bytes.length
    this.traffic.sentBytes -= unsent
    peer.sentBytes -= unsent
    const failure = sendFailure(peer, unsent, error).toFailure()
    this.recorder.event(peer.peer, { event: 'send-failed', record, unsent, failure })
    return { peer: peer.peer, ok: false, failure }
  }
}

function isRefusal(error: Error | null): error is Error {
  return (error as { code?: unknown } | null)?.code === 'ECONNREFUSED'
}

function sendFailure({ remote: { address, port } }: UdpPeer, bytes: number, error: Error): SockwrightError {
  const denied = (error as { code?: unknown }).code === 'EACCES'
  if (denied && isBroadcastAddress(address, localIpv4Networks()))
    return new SockwrightError('E_BROADCAST_OFF', { address })
  return socketFailure(error, { operation: 'send', address, port, bytes, unsent: bytes })
}
