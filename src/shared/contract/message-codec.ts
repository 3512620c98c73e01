import { decode, encode } from '@msgpack/msgpack'

/** The longest message a window may send: the largest hex payload a person can compose, and its wrapping. */
export const maxMessageBytes = 96 * 1024 * 1024

/**
 * Writes a message of a {@link Channel} as MessagePack. Properties that are `undefined` are left out, as in JSON, so
 * that an absent optional argument stays absent.
 */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message, { ignoreUndefined: true })
}

/**
 * Reads a message written by {@link encodeMessage}. Byte values become plain `Uint8Array`, also where `bytes` is a
 * subclass. Throws on anything that is not exactly one MessagePack value.
 */
export function decodeMessage(bytes: Uint8Array): unknown {
  return decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
