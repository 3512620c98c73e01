import type * as v from 'valibot'

/** A schema of any kind; arguments are validated with it exactly once, where they arrive. */
export type Schema = v.GenericSchema

/** One call of a contract: the schema of its only argument, and (as a type) its result. */
export interface CallDefinition<S extends Schema = Schema, R = unknown> {
  readonly args: S
  /** Never present at run time: carries the result type. */
  readonly result?: R
}

/** Begins a call definition: `call(schema).returns<Result>()`. */
export function call<S extends Schema>(args: S): { returns<R>(): CallDefinition<S, R> } {
  return { returns: <R>(): CallDefinition<S, R> => ({ args }) }
}

/** All calls of one contract by name. */
export type CallDefinitions = Readonly<Record<string, CallDefinition>>

export type CallName<C extends CallDefinitions> = Extract<keyof C, string>
/** What a caller passes (defaults may be left out). */
export type CallInput<C extends CallDefinitions, K extends keyof C> = v.InferInput<C[K]['args']>
/** What a handler gets (validated, defaults filled in). */
export type CallArgs<C extends CallDefinitions, K extends keyof C> = v.InferOutput<C[K]['args']>
export type CallResult<C extends CallDefinitions, K extends keyof C> =
  C[K] extends CallDefinition<Schema, infer R> ? R : never

/** The serving side of a contract: one handler per call. A handler throws {@link SockwrightError} for a coded failure. */
export type CallHandlers<C extends CallDefinitions> = {
  readonly [K in keyof C]: (args: CallArgs<C, K>) => CallResult<C, K> | Promise<CallResult<C, K>>
}

/** Sends an event to the other side. `E` maps event names to payloads. Events are not answered. */
export type EmitEvent<E extends object> = <K extends Extract<keyof E, string>>(name: K, payload: E[K]) => void

/** The calling side of a contract. */
export interface Caller<C extends CallDefinitions, E extends object> {
  /** Calls the other side; rejects with a {@link SockwrightError}, whose `code` is stable. */
  call<K extends CallName<C>>(name: K, args: CallInput<C, K>): Promise<CallResult<C, K>>
  /** Listens to an event; returns a function that stops listening. */
  on<K extends Extract<keyof E, string>>(name: K, listener: (payload: E[K]) => void): () => void
  /** Ends the link: calls under way reject with `E_LINK_CLOSED`. */
  close(): void
}
