import * as library from 'ws'
import type { Writable } from 'node:stream'

/**
 * The parts of the library `ws` that make and read frames (RFC 6455, 5) and compress messages (RFC 7692). It exports
 * them, its types leave them out. Used by themselves, so that the socket, its pauses, its resets and the closing
 * handshake stay in the hands of the connection.
 */
interface FrameParts {
  readonly Receiver: new (options: ReceiverOptions) => Receiver
  readonly Sender: new (outlet: FrameOutlet, extensions: Extensions) => Sender
  readonly PerMessageDeflate: {
    new (options: DeflateOptions): Deflate
    readonly extensionName: 'permessage-deflate'
  }
  readonly extension: {
    /** Throws a `SyntaxError` for what is no such header. */
    parse(header: string): Readonly<Record<string, readonly DeflateParameters[]>>
    format(extensions: Readonly<Record<string, DeflateParameters | readonly DeflateParameters[]>>): string
  }
}

export type DeflateParameters = Readonly<Record<string, unknown>>
export type Extensions = Readonly<Record<string, Deflate>>

interface DeflateOptions {
  readonly isServer: boolean
  /** The most bytes a message may have when inflated. */
  readonly maxPayload: number
}

/** Compresses and inflates the messages of one connection. */
export interface Deflate {
  readonly params: DeflateParameters
  offer(): DeflateParameters
  /** Throws where nothing of what is offered can be accepted. */
  accept(offers: readonly DeflateParameters[]): DeflateParameters
  /** Lets go of its memory. */
  cleanup(): void
}

interface ReceiverOptions {
  readonly isServer: boolean
  readonly maxPayload: number
  readonly maxFragments: number
  readonly maxBufferedChunks: number
  readonly extensions: Extensions
}

/** Takes the bytes of a peer; tells `message`, `ping`, `pong`, `conclude` and `error`. */
export interface Receiver extends Pick<Writable, 'writableLength'> {
  write(chunk: Buffer, done: (error?: Error | null) => void): boolean
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this
  on(event: 'ping' | 'pong', listener: (data: Buffer) => void): this
  /** A close came; 1005 where it has no code. */
  on(event: 'conclude', listener: (code: number, reason: Buffer) => void): this
  on(event: 'drain', listener: () => void): this
  on(event: 'error', listener: (error: Error & { readonly code?: string }) => void): this
}

/**
 * Where a {@link Receiver} keeps what is not whole. It has no other way to tell: the version of the library is fixed,
 * and tests of cut messages read what is found here.
 */
export interface UnfinishedParts {
  readonly _state: number
  /** Of the frame that is being read; of a continuation, that of its message. */
  readonly _opcode: number
  /** Opcode of a message in several frames that has begun; 0 without one. */
  readonly _fragmented: number
  readonly _compressed: boolean
  readonly _mask: Uint8Array | undefined
  /** Payloads of earlier frames of the message, inflated. */
  readonly _fragments: readonly Buffer[]
  /** What has been read and not been looked at. */
  readonly _buffers: readonly Buffer[]
}

/** What a {@link Sender} writes frames to. With the last bytes of a frame comes the callback that its maker gave. */
export interface FrameOutlet {
  readonly destroyed: boolean
  cork(): void
  uncork(): void
  write(bytes: Uint8Array, written?: () => void): void
}

/** Makes frames, in the order asked for. A callback gets an error where the outlet was destroyed meanwhile. */
export interface Sender {
  send(data: Uint8Array, options: SendOptions, written: (error?: Error) => void): void
  ping(data: Uint8Array, mask: boolean, written: (error?: Error) => void): void
  pong(data: Uint8Array, mask: boolean, written: (error?: Error) => void): void
  close(code: number | undefined, reason: Uint8Array, mask: boolean, written: (error?: Error) => void): void
}

interface SendOptions {
  readonly binary: boolean
  readonly compress: boolean
  readonly fin: boolean
  readonly mask: boolean
}

export const { Receiver, Sender, PerMessageDeflate, extension } = library as unknown as FrameParts
