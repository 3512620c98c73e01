import type { Failure } from '../../../shared/contract/errors'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'

/** What a script thread is started with. */
export interface ScriptTask {
  readonly source: string
  /** For texts that name none. */
  readonly encoding: TextEncoding
  readonly endpoint: { readonly name: string; readonly kind: EndpointKind }
}

/** What happens to an endpoint, in the order in which its script is told. The bytes of messages lie behind one another. */
export type ScriptInput =
  | {
      readonly is: 'opened'
      readonly peer: number
      readonly remote: SocketAddress
      readonly local: SocketAddress
    }
  /** `whole` is false for a part of a message that is longer than its limit. */
  | { readonly is: 'message'; readonly peer: number; readonly length: number; readonly whole: boolean }
  | { readonly is: 'closed'; readonly peer: number }

/** What the engine tells a script thread. */
export type ScriptRequest =
  | { readonly ask: 'hear'; readonly inputs: readonly ScriptInput[]; readonly bytes: Uint8Array<ArrayBuffer> }
  /** So many bytes of what it sent have been taken. */
  | { readonly ask: 'go-on'; readonly taken: number }
  /** To be answered by a report, as soon as the call at work is over. */
  | { readonly ask: 'alive' }
  /** To answer with `finished` when all that was heard is done. */
  | { readonly ask: 'finish' }

export type ScriptLogLevel = 'log' | 'warn' | 'error'

/** What a script does, in order. `peer` 0: nobody in particular. */
export type ScriptOutput =
  /** `isText`: it was a text, which over a WebSocket makes a difference. */
  | { readonly do: 'send'; readonly peer: number; readonly length: number; readonly isText: boolean }
  | { readonly do: 'end'; readonly peer: number; readonly how: 'half-close' | 'close' | 'reset' }
  | { readonly do: 'log'; readonly peer: number; readonly level: ScriptLogLevel; readonly text: string }
  /** A call threw; the script goes on. */
  | { readonly do: 'fail'; readonly peer: number; readonly failure: Failure }

/** What the check of a script found; null: it can be read. */
export interface CheckReport {
  readonly failure: Failure | null
}

/** What a script thread tells the engine. `stopped` and `finished` are its last word. */
export type ScriptReport =
  | { readonly is: 'running' }
  /** Asked whether it is. */
  | { readonly is: 'alive' }
  | {
      readonly is: 'done'
      readonly outputs: readonly ScriptOutput[]
      readonly bytes: Uint8Array<ArrayBuffer>
      /** So many inputs more were dealt with. */
      readonly handled: number
    }
  | { readonly is: 'stopped'; readonly failure: Failure }
  | { readonly is: 'finished' }
