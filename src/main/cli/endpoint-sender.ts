import type { SendOutcome, Target } from '../../shared/contract/engine/endpoint-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EndpointId } from '../../shared/endpoints/endpoint-config'
import type { Payload } from '../../shared/payload/payload'
import type { FrameKind } from '../../shared/payload/payload-frame'
import type { EngineCaller } from './command-engine'

/** How soon a peer that was too slow is tried again, ms. */
const slowPeerWait = 20

/** A peer that has gone in the meantime is no fault of the command's or of the machine's. */
const peerLeft: ReadonlySet<string> = new Set([
  'E_PEER_UNKNOWN',
  'E_PEER_HALF_CLOSED',
  'E_NO_PEER',
  'E_ENDPOINT_STATE',
  'E_WS_CLOSING',
])

/** Sends for a command: to one peer as it appears, or patiently to whoever is there. */
export class EndpointSender {
  private readonly waiting: (() => void)[] = []
  private firstFailure: Failure | null = null

  constructor(
    private readonly engine: EngineCaller,
    private readonly endpoint: EndpointId,
    private readonly tellFailure: (failure: Failure) => void,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.peerAppeared())
  }

  /** Why something was not sent, the first time; null where all was, or its peer had left. */
  get failure(): Failure | null {
    return this.firstFailure
  }

  /** To be called when somebody came to whom can be sent. */
  peerAppeared(): void {
    this.waiting.splice(0).forEach((go) => go())
  }

  /** Sends payloads in order; what fails is reported. */
  async sendAll(target: Target, payloads: readonly Payload[]): Promise<void> {
    for (const payload of payloads) {
      try {
        const outcomes = await this.send(target, payload)
        outcomes.forEach((outcome) => outcome.ok || this.reportFailure(outcome.failure))
      } catch (failure) {
        this.reportFailure(toFailure(failure))
      }
    }
  }

  /** Sends bytes as soon as somebody is there, and again to peers that were too slow, until the command ends. */
  async sendPatiently(target: Target, bytes: Uint8Array, frame?: FrameKind): Promise<void> {
    const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
    const payload: Payload = { form: 'hex', hex, ...(frame ? { frame } : {}) }
    let left: Target | null = target
    while (left !== null && !this.signal.aborted) left = await this.attempt(left, payload)
  }

  /** Returns who is still to be sent to. */
  private async attempt(target: Target, payload: Payload): Promise<Target | null> {
    try {
      const outcomes = await this.send(target, payload)
      // A WebSocket whose handshake is not over gets what is sent after it, as if it came then.
      if (outcomes.every((outcome) => !outcome.ok && outcome.failure.code === 'E_WS_OPENING')) {
        await this.somebody()
        return target
      }
      const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]))
      const slow = failures.filter(({ failure }) => failure.code === 'E_PEER_SLOW')
      failures
        .filter((one) => !slow.includes(one) && one.failure.code !== 'E_WS_OPENING')
        .forEach(({ failure }) => this.reportFailure(failure))
      if (slow.length === 0) return null
      await this.pause()
      return target.to === 'address' ? target : { to: 'peers', peers: slow.map(({ peer }) => peer) }
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (failure.code === 'E_PEER_SLOW') await this.pause()
      else if (failure.code === 'E_NO_PEER' || failure.code === 'E_ENDPOINT_STATE') await this.somebody()
      else {
        this.reportFailure(failure)
        return null
      }
      return target
    }
  }

  private reportFailure(failure: Failure): void {
    this.tellFailure(failure)
    if (!peerLeft.has(failure.code)) this.firstFailure ??= failure
  }

  private send(target: Target, payload: Payload): Promise<readonly SendOutcome[]> {
    return this.engine.call('endpoint.send', { endpoint: this.endpoint, target, payload })
  }

  private somebody(): Promise<void> {
    if (this.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, slowPeerWait))
  }
}
