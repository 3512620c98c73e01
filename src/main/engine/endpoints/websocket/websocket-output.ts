import { opcodeFlags, opcodeOf } from '../../../../shared/capture/opcode'
import type { Cause } from '../../../../shared/capture/record'
import type { CloseStatus } from '../../../../shared/endpoints/endpoint-status'
import type { FrameKind } from '../../../../shared/payload/payload-frame'
import type { CarriedRecord } from '../../faults/fault-outlet'
import { ConnectionOutput } from '../connection-output'
import type { Unsent } from '../stream/output-ledger'
import { closePayload } from './close-status'
import type { Deflate } from './frame-library'
import { FrameWriter } from './frame-writer'

/** What one WebSocket sends: heads of the opening handshake, then frames. */
export class WebSocketOutput extends ConnectionOutput {
  #writer: FrameWriter | null = null
  #takesMessages = false

  /** Frames leave from now on. Clients mask them. */
  open(deflate: Deflate | null, masks: boolean): void {
    this.#writer = new FrameWriter(this.stream, this.ledger, deflate, masks)
    this.#takesMessages = true
  }

  override get queuedBytes(): number {
    return super.queuedBytes + (this.#writer?.waitingBytes ?? 0)
  }

  /** A head of the opening handshake, which is no message. */
  head(text: string): void {
    const bytes = Buffer.from(text, 'latin1')
    this.ledger.look()
    this.stream.write(bytes)
    this.ledger.wrote(0, bytes.length, 0)
  }

  message(bytes: Uint8Array, cause: Cause, kind: FrameKind): void {
    this.send(bytes, cause, opcodeFlags(kind))
  }

  /** As a frame, or as a fragment where more of its message follows. */
  override put(bytes: Uint8Array, { record, flags }: CarriedRecord, isLast: boolean): void {
    if (!this.#takesMessages || this.stream.isDestroyed) return
    if (this.faults?.hasOut) this.#joinTurn()
    this.host.traffic.sentBytes += bytes.length
    this.sentBytes += bytes.length
    this.#writer!.message(record, bytes, opcodeOf(flags) === 'binary', isLast)
    this.tellWhenLeft()
  }

  control(payload: Uint8Array, cause: Cause, kind: 'ping' | 'pong'): void {
    const record = this.#record(payload, cause, opcodeFlags(kind))
    this.#writer!.control(record, payload, kind)
  }

  /** The last frame; what faults hold back leaves before it. */
  close(status: CloseStatus, cause: Cause): void {
    this.faults?.letGo()
    const { code } = status
    const reason = Buffer.from(status.reason)
    const record = this.#record(closePayload(code, reason), cause, opcodeFlags('close'))
    this.#writer!.close(record, code, reason)
    this.stop()
  }

  /** Messages that faults still hold back are not sent any more. */
  stop(): void {
    this.#takesMessages = false
  }

  /** Calls `then` once every frame has been given to the stream; at once where none waits. */
  whenWritten(then: () => void): void {
    if (this.#writer) this.#writer.whenIdle(then)
    else then()
  }

  /** A frame that is being compressed is not in the stream yet. */
  protected override tellWhenLeft(): void {
    this.whenWritten(() => super.tellWhenLeft())
  }

  protected override unsent(writeFailed: boolean): Unsent | null {
    const unsent = super.unsent(writeFailed)
    const waiting = this.#writer?.waitingBytes ?? 0
    if (waiting === 0) return unsent
    return { record: unsent?.record ?? this.#writer!.waitingRecord, bytes: (unsent?.bytes ?? 0) + waiting }
  }

  /** What faults let go in one turn of the loop leaves in one write. */
  #joinTurn(): void {
    this.stream.cork()
    process.nextTick(() => this.stream.uncork())
  }

  /** Records and counts a control frame; returns its record number. */
  #record(payload: Uint8Array, cause: Cause, flags: number): number {
    const { recorder, traffic } = this.host
    traffic.sentMessages++
    traffic.sentBytes += payload.length
    this.sentBytes += payload.length
    return recorder.messageOut(this.peer, payload, cause, flags)
  }
}
