import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { UnfinishedMessage } from '../capture/unfinished-message'
import type { PeerFaults } from '../faults/peer-faults'
import type { Connection } from './connection'
import type { ConnectionHost } from './connection-host'
import type { Framer, MakeFramer, MessageSink } from './framing/framer'
import { pausedFor, type ReadingPauses } from './reading-pauses'
import type { PeerSecurity } from './tls/peer-security'
import { tlsRecordIn } from './tls/record-layer'

/** What one connection receives: framed, recorded, and heard by rules. */
export class ConnectionInput implements MessageSink {
  readonly peer: number
  receivedBytes = 0
  /** Bytes of a message that is not whole. */
  heldBytes = 0
  #framer: Framer

  constructor(
    private readonly connection: Connection,
    private readonly makeFramer: MakeFramer,
    private readonly host: ConnectionHost,
    private readonly reading: ReadingPauses,
    private readonly security: PeerSecurity | null,
    private readonly faults: PeerFaults | null,
  ) {
    this.peer = connection.peer
    this.#framer = makeFramer(this)
  }

  get isPaused(): boolean {
    return this.reading.isPaused
  }

  now(): number {
    return this.host.recorder.clock.now()
  }

  /** Takes bytes of the stream. `isPassing` ones are valid during the call only. */
  take(passing: Buffer, isPassing: boolean): void {
    // Rules may keep what they hear, so they get a copy.
    const isKept = isPassing && this.host.behaviour.hearsMessages
    const chunk = isKept ? Buffer.from(passing) : passing
    if (this.receivedBytes === 0) this.#lookForTls(chunk)
    this.receivedBytes += chunk.length
    this.security?.receiving()
    this.#framer.push(chunk)
    this.security?.received(chunk)
    // Asked here as well, which spares a call for each chunk.
    if (this.host.recorder.congested) this.waitForCapture()
  }

  /** Reads no more while too much waits for the disk. */
  waitForCapture(): void {
    if (!this.host.recorder.congested) return
    this.reading.pause(pausedFor.capture)
    this.host.pausedForCapture(this.connection)
  }

  /** What is unfinished is recorded as it is. */
  end(): void {
    this.#framer.end()
  }

  /** The same, and what comes from now on is framed anew. */
  beginAnew(): void {
    this.#framer.end()
    this.#framer = this.makeFramer(this)
  }

  messages(chunk: Buffer, from: number, ends: Uint32Array, count: number): void {
    const { recorder, traffic } = this.host
    if (!this.#isHeard && !this.faults?.hasIn) {
      this.security?.passedOver(ends[count - 1]! - from)
      traffic.receivedMessages += count
      recorder.messagesIn(this.peer, chunk, from, ends, count)
      return
    }
    const { stream } = this.connection
    // What is answered to the messages of one read leaves in one write.
    stream.cork()
    let start = from
    for (let index = 0; index < count; index += 1) {
      const end = ends[index]!
      this.message(chunk.subarray(start, end), 0, true)
      start = end
    }
    stream.uncork()
  }

  message(bytes: Uint8Array, flags: number, isEnd: boolean, time?: number): void {
    const { behaviour, recorder, traffic } = this.host
    traffic.receivedMessages++
    if (this.faults?.hasIn && !this.#isInDialogue) return this.faults.received(bytes, flags, time)
    const isHeard = this.#isHeard
    if (!isHeard) this.security?.passedOver(bytes.length)
    const classes = isHeard && behaviour.classifies && isEnd ? behaviour.classify(this.connection, bytes) : 0
    recorder.messageIn(this.peer, bytes, flags | classes, time)
    if (isHeard) behaviour.received(this.connection, bytes, isEnd)
  }

  /** A message that is recorded already is heard by rules. */
  hear(message: Uint8Array): void {
    if (this.#isHeard) this.host.behaviour.received(this.connection, message, true)
  }

  tell(event: CaptureEvent): void {
    this.host.recorder.event(this.peer, event)
  }

  holds(message: UnfinishedMessage, change: number): void {
    this.heldBytes += change
    this.host.recorder.holds(message, change)
  }

  /** Rules hear nothing of a dialogue that leads to TLS, nor of what stands behind the request to upgrade. */
  get #isHeard(): boolean {
    return this.host.behaviour.hearsMessages && !this.#isInDialogue
  }

  get #isInDialogue(): boolean {
    return this.security?.silencesRules === true
  }

  /** Both sides are meant to know whether they speak TLS; a hint where one does not. */
  #lookForTls(first: Buffer): void {
    const record = this.security?.isSecured ? null : tlsRecordIn(first)
    if (record) this.tell({ event: 'tls-on-plain', record })
  }
}
