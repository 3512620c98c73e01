import type { Handshake } from './handshake'

/** Options of a WebSocket that may change while it is open. Times in ms. */
export interface WebSocketSettings {
  readonly binary: boolean
  /** What a close says where nobody chose. */
  readonly closeCode: number
  readonly closeReason: string
  readonly pingInterval: number
  readonly handshakeTimeout: number
  readonly closeTimeout: number
}

/** What a WebSocket is made with. */
export interface WebSocketParts {
  readonly role: 'server' | 'client'
  readonly handshake: Handshake
  /** The most bytes a message may have. */
  readonly messageLimit: number
  settings(): WebSocketSettings
}
