import { opcodeFlags, type Opcode } from '../../../../shared/capture/opcode'
import { recordFlags } from '../../../../shared/capture/record'
import type { SockwrightError } from '../../../../shared/contract/errors'
import type { CloseStatus } from '../../../../shared/endpoints/endpoint-status'
import type { FrameKind } from '../../../../shared/payload/payload-frame'
import type { ConnectionHost } from '../connection-host'
import type { ConnectionInput } from '../connection-input'
import type { PeerStream } from '../stream/peer-stream'
import { closePayload } from './close-status'
import type { Deflate } from './frame-library'
import { FrameReader, type FrameListener } from './frame-reader'

/** The connection whose frames these are; it is told what has to be answered. Everything is recorded by then. */
export interface FramedPeer {
  readonly peer: number
  readonly stream: PeerStream
  /** A message is about to be heard by rules. */
  messageCame(kind: FrameKind): void
  pinged(payload: Buffer): void
  ponged(payload: Buffer): void
  /** Nothing comes behind a close, nor behind what breaks the rules; `code` says of that in a close what it is. */
  closeCame(status: CloseStatus): void
  violated(failure: SockwrightError, code: number): void
  /** No more bytes for now, or go on. */
  busy(isBusy: boolean): void
}

/** What one WebSocket receives in frames: messages, pings, pongs and a close, each recorded once. */
export class WebSocketInput implements FrameListener {
  #reader: FrameReader | null = null
  #hasRecordedUnfinished = false

  constructor(
    private readonly owner: FramedPeer,
    private readonly host: ConnectionHost,
    private readonly input: ConnectionInput,
  ) {}

  /** Frames come from now on. Those of clients are masked. */
  open(fromClient: boolean, messageLimit: number, deflate: Deflate | null): void {
    this.#reader = new FrameReader(fromClient, messageLimit, deflate, this)
  }

  take(bytes: Buffer): void {
    const { stream } = this.owner
    // What is answered to the messages of one read leaves in one write.
    stream.cork()
    this.#reader?.push(bytes)
    stream.uncork()
  }

  /** Calls `act` when everything that came has been told. */
  whenIdle(act: () => void): void {
    if (this.#reader) this.#reader.whenIdle(act)
    else act()
  }

  /** Records, once, what no end will come of. */
  recordUnfinished(): void {
    if (!this.#reader || this.#hasRecordedUnfinished) return
    this.#hasRecordedUnfinished = true
    const { messages, compressed } = this.#reader.unfinished
    for (const { opcode, bytes } of messages) this.#record(bytes, opcode, recordFlags.unfinished)
    if (compressed > 0)
      this.host.recorder.event(this.owner.peer, { event: 'compressed-cut', bytes: compressed })
  }

  /** Nothing more is told. */
  end(): void {
    this.#reader?.end()
  }

  data(bytes: Buffer, kind: FrameKind): void {
    this.input.receivedBytes += bytes.length
    this.owner.messageCame(kind)
    this.input.message(bytes, opcodeFlags(kind), true)
  }

  control(bytes: Buffer, kind: 'ping' | 'pong'): void {
    this.#record(bytes, kind)
    if (kind === 'pong') this.owner.ponged(bytes)
    else this.owner.pinged(bytes)
  }

  closing(code: number | null, reason: Buffer): void {
    this.recordUnfinished()
    this.#record(closePayload(code, reason), 'close')
    this.owner.closeCame({ code, reason: reason.toString() })
  }

  violated(failure: SockwrightError, code: number): void {
    this.recordUnfinished()
    this.owner.violated(failure, code)
  }

  busy(isBusy: boolean): void {
    this.owner.busy(isBusy)
  }

  #record(bytes: Uint8Array, opcode: Opcode, flags = 0): void {
    const { recorder, traffic } = this.host
    traffic.receivedMessages++
    this.input.receivedBytes += bytes.length
    recorder.messageIn(this.owner.peer, bytes, opcodeFlags(opcode) | flags)
  }
}
