import type { Failure } from '../contract/errors'

/** What a script is doing. `ready`: it starts with its endpoint. `held`: its workspace waits for consent. */
export type ScriptState =
  | { readonly is: 'none' }
  | { readonly is: 'off' }
  | { readonly is: 'held' }
  | { readonly is: 'ready' }
  | { readonly is: 'starting' }
  | { readonly is: 'running' }
  | { readonly is: 'stopped'; readonly failure: Failure }

/** A line of a script's console. `peer` 0: it concerned nobody in particular. A failure is a line too. */
export interface ScriptLine {
  /** From 1 up. */
  readonly number: number
  /** ms since the epoch. */
  readonly time: number
  readonly peer: number
  readonly level: 'log' | 'warn' | 'error'
  readonly text: string
  readonly failure: Failure | null
}
