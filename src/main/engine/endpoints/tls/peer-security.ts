import type { NamedCause } from '../../../../shared/capture/record'
import { SockwrightError, toFailure } from '../../../../shared/contract/errors'
import type { UpgradeProtocol } from '../../../../shared/endpoints/options/tls-beginning-option'
import type { TlsSession } from '../../../../shared/endpoints/tls-session'
import { dialogues } from '../upgrade/dialogue'
import { Talk } from '../upgrade/talk'
import { secureStream, type HandshakingPeer } from './stream-handshake'
import type { Securing } from './tls-settings'

/** How the connections of one run come to TLS. */
export interface StreamSecurity {
  readonly side: 'client' | 'server'
  /** From the first byte, when somebody says so, or after the dialogue of a protocol. */
  readonly begins: 'direct' | 'by-hand' | UpgradeProtocol
  readonly secure: Securing
  /** Whom the client wants to reach, or who the server is. */
  readonly serverName: string
  /** For the handshake and, of a client, for the dialogue before it. */
  readonly timeoutMs: number
}

/** The connection that comes to TLS. */
export interface SecuredPeer extends HandshakingPeer {
  readonly peer: number
  /** Sends a part of the dialogue. */
  say(bytes: Uint8Array, cause: NamedCause): void
  /** What was received in plain text is over: what is unfinished of it is recorded. */
  endPlainText(): void
  stateChanged(): void
  /** Throws where nothing can be sent. */
  assertSendable(): void
  /** Bytes of a message in plain text that is not whole. */
  readonly heldBytes: number
  /** TLS is there: bytes can pass. */
  secured(): void
}

/** The way of one connection to TLS, and what was agreed on there. */
export class PeerSecurity {
  /** What was agreed on, also where its certificate was refused; null until then. */
  session: TlsSession | null = null
  #phase: 'plain' | 'dialogue' | 'handshake' | 'secured' = 'plain'
  #talk: Talk | null = null
  /** A rule wants the upgrade: bytes that came behind its message; else null. */
  #pipelined: number | null = null
  #isReceiving = false

  constructor(
    private readonly way: StreamSecurity,
    private readonly owner: SecuredPeer,
  ) {}

  /** Nobody may send or be answered: a dialogue or handshake is under way. */
  get isUnderWay(): boolean {
    return this.#phase === 'dialogue' || this.#phase === 'handshake'
  }

  get isSecured(): boolean {
    return this.#phase === 'secured'
  }

  /** Is TLS to come before anything else? */
  get comesFirst(): boolean {
    return this.way.begins !== 'by-hand'
  }

  /** Rules hear nothing of a dialogue, nor of what stands behind the request to upgrade. */
  get silencesRules(): boolean {
    return this.isUnderWay || this.#pipelined !== null
  }

  /** Goes the way to TLS that the options say. Reading must not have begun. */
  begin(): void {
    const { begins } = this.way
    if (begins === 'direct' || begins === 'by-hand') void this.#handshake()
    else void this.#dialogue(begins).then((done) => (done ? this.#handshake() : undefined))
  }

  /** Makes TLS of the stream as it is now. Throws `E_PEER_SECURED`, `E_UPGRADE_PIPELINED` and what sending does. */
  upgrade(): void {
    this.#assertUpgradable()
    const bytes = this.owner.heldBytes
    if (bytes > 0) {
      const failure = new SockwrightError('E_UPGRADE_PIPELINED', { bytes })
      this.owner.tell({ event: 'upgrade-refused', failure: failure.toFailure() })
      throw failure
    }
    void this.#handshake()
  }

  /** The same for a rule, behind what it answered; what cannot be done is an event. */
  upgradeByRule(): void {
    try {
      this.#assertUpgradable()
    } catch (thrown) {
      this.owner.tell({ event: 'upgrade-refused', failure: toFailure(thrown) })
      return
    }
    // The rest of what was read has to be looked at first.
    this.#pipelined ??= 0
    if (!this.#isReceiving) this.#upgradeForRule(0)
  }

  /** A chunk is about to be made into messages. */
  receiving(): void {
    this.#isReceiving = true
  }

  /** A message that no rule has heard. */
  passedOver(bytes: number): void {
    if (this.#pipelined !== null) this.#pipelined += bytes
  }

  /** A chunk was made into messages. */
  received(chunk: Buffer): void {
    this.#isReceiving = false
    this.#talk?.hear(Buffer.from(chunk))
    if (this.#pipelined !== null) this.#upgradeForRule(this.#pipelined)
  }

  /** The other side has ended its side: no answer will come. */
  endReceived(): void {
    this.#talk?.end(this.#talk.refusal('the other side ended the connection'))
  }

  /** The connection is closed. */
  end(): void {
    this.#talk?.end(this.#talk.refusal('the connection ended'))
  }

  #assertUpgradable(): void {
    this.owner.assertSendable()
    if (this.isSecured) throw new SockwrightError('E_PEER_SECURED', { peer: this.owner.peer })
  }

  #upgradeForRule(pipelined: number): void {
    this.#pipelined = null
    const bytes = pipelined + this.owner.heldBytes
    if (bytes > 0) this.#refusePipelined(bytes)
    else void this.#handshake()
  }

  async #handshake(): Promise<void> {
    this.#phase = 'handshake'
    this.owner.endPlainText()
    this.owner.stateChanged()
    const { session, isSecured } = await secureStream(this.owner, this.way.secure)
    this.session = session
    if (!isSecured) return
    this.#phase = 'secured'
    this.owner.secured()
  }

  /** Plain text stands behind the request to upgrade: the upgrade does not take place, as the other side counts on it. */
  #refusePipelined(bytes: number): void {
    const failure = new SockwrightError('E_UPGRADE_PIPELINED', { bytes })
    this.owner.tell({ event: 'upgrade-refused', failure: failure.toFailure() })
    this.owner.fail(failure, 'reset')
  }

  async #dialogue(protocol: UpgradeProtocol): Promise<boolean> {
    this.#phase = 'dialogue'
    const talk = new Talk(protocol, (bytes) => this.owner.say(bytes, `starttls:${protocol}`))
    this.#talk = talk
    const { side, serverName, timeoutMs } = this.way
    // A client may be a person who types.
    const timer =
      side === 'client' &&
      setTimeout(() => talk.end(talk.refusal(`no answer within ${timeoutMs} ms`)), timeoutMs)
    const { stream } = this.owner
    stream.read()
    try {
      await dialogues[protocol][side](talk, { serverName, localAddress: stream.local.address })
    } catch (thrown) {
      this.#refused(thrown)
      return false
    } finally {
      if (timer) clearTimeout(timer)
      this.#talk = null
    }
    if (talk.unasked > 0) this.#refusePipelined(talk.unasked)
    return talk.unasked === 0
  }

  #refused(thrown: unknown): void {
    if (this.owner.isEnding) return
    const failure = SockwrightError.from(toFailure(thrown))
    this.owner.tell({ event: 'upgrade-refused', failure: failure.toFailure() })
    this.owner.fail(failure, 'destroy')
  }
}
