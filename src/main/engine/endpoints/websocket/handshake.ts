import { createHash } from 'node:crypto'
import type { SockwrightError } from '../../../../shared/contract/errors'
import type { Deflate } from './frame-library'

/** How far an opening handshake (RFC 6455, 4) has come. */
export type HandshakeStep =
  | { readonly is: 'waiting' }
  | {
      readonly is: 'opened'
      /** To be sent before anything else; null where nothing is. */
      readonly answer: string | null
      readonly path: string
      readonly protocol: string | null
      readonly deflate: Deflate | null
      /** Heads of the request and of the response. */
      readonly request: string
      readonly response: string
      /** The first bytes of frames. */
      readonly rest: Buffer
    }
  | {
      readonly is: 'failed'
      readonly failure: SockwrightError
      readonly answer: string | null
      readonly request: string | null
      readonly response: string | null
    }

export const waiting: HandshakeStep = { is: 'waiting' }

/** One side of an opening handshake. */
export interface Handshake {
  /** What is sent at the beginning; empty for the side that waits. */
  readonly begin: string
  take(chunk: Buffer): HandshakeStep
  /** The other side has ended, or its time is over. */
  giveUp(failure: SockwrightError): HandshakeStep
}

/** The value of `Sec-WebSocket-Accept` that belongs to a key (RFC 6455, 4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

/** The beginning of what came, for a sentence. */
export function startOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 80)).toString('latin1')
  const plain = text.replace(/[^\x20-\x7e]/g, '.').trim()
  return bytes.length > 80 ? `${plain}…` : plain
}

/** A TLS record: a handshake or an alert (RFC 8446, 5.1). */
export function looksLikeTls(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x16 || bytes[0] === 0x15) && (bytes.length < 2 || bytes[1] === 0x03)
}
