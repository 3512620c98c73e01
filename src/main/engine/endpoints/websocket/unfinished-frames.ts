import type { Opcode } from '../../../../shared/capture/opcode'
import type { Receiver, UnfinishedParts } from './frame-library'

/** What has come of a message that is not whole. */
export interface UnfinishedMessage {
  readonly opcode: Opcode
  readonly bytes: Buffer
}

/** What has come of messages that are not whole; `compressed` bytes of them cannot be inflated without what is missing. */
export interface Unfinished {
  readonly messages: readonly UnfinishedMessage[]
  readonly compressed: number
}

/** States of the library's {@link Receiver}: it has the head of a frame, and waits for the rest of its payload. */
const waitsForPayload = 4
const opcodes: Readonly<Record<number, Opcode>> = {
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
}

/** Tells what a receiver holds of messages that have not ended, without changing it. */
export function unfinishedOf(receiver: Receiver): Unfinished {
  const parts = receiver as unknown as UnfinishedParts
  const isInFrame = parts._state === waitsForPayload
  const isControl = isInFrame && parts._opcode > 7
  const piece = isInFrame ? unmasked(Buffer.concat(parts._buffers), parts._mask) : Buffer.alloc(0)
  const isCompressed = isInFrame && !isControl && parts._compressed
  const readable = isControl || isCompressed ? [] : [piece]
  const data = Buffer.concat([...parts._fragments, ...readable])
  const messages = [
    ...named(parts._fragmented || (isControl ? 0 : parts._opcode), data),
    ...named(isControl ? parts._opcode : 0, piece),
  ]
  return { messages, compressed: isCompressed ? piece.length : 0 }
}

function named(opcode: number, bytes: Buffer): UnfinishedMessage[] {
  const name = opcodes[opcode]
  return name && bytes.length > 0 ? [{ opcode: name, bytes }] : []
}

/** RFC 6455, 5.3. */
function unmasked(bytes: Buffer, mask: Uint8Array | undefined): Buffer {
  return mask ? (bytes.map((byte, at) => byte ^ mask[at & 3]!) as Buffer) : bytes
}
