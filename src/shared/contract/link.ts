import { createBirpc } from 'birpc'
import * as v from 'valibot'
import type {
  CallDefinitions,
  Caller,
  CallHandlers,
  CallInput,
  CallName,
  CallResult,
  EmitEvent,
} from './call'
import type { Channel, ContractName, RoutedMessage } from './channel'
import { SockwrightError, toFailure, type Failure } from './errors'

/** How a call is answered: birpc drops `error.code`, so failures travel as values. */
type Reply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure }
type Functions = Record<string, (...args: unknown[]) => unknown>

/** The other side may send anything; what is not even an object is no message, and birpc would trip over it. */
function isMessage(message: unknown): message is object {
  return typeof message === 'object' && message !== null
}

/** Calls may wait for a person (file dialogs), so none times out; a closed link rejects them. */
const noTimeout = -1

function ownFunction(functions: Functions, name: string): Functions[string] | undefined {
  return Object.hasOwn(functions, name) ? functions[name] : undefined
}

async function answer<C extends CallDefinitions>(
  calls: C,
  handlers: CallHandlers<C>,
  name: CallName<C>,
  input: unknown,
): Promise<Reply> {
  try {
    const parsed = v.safeParse(calls[name]!.args, input)
    if (!parsed.success) {
      const issue = parsed.issues[0]
      throw new SockwrightError('E_ARGUMENT', {
        call: name,
        path: v.getDotPath(issue) ?? '(whole)',
        reason: issue.message,
      })
    }
    return { ok: true, value: await handlers[name](parsed.output as never) }
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown) }
  }
}

/**
 * Serves `handlers` over `channel`. Returns the function that sends events to the other side; after the channel has
 * closed it does nothing.
 */
export function serve<C extends CallDefinitions, E extends object>(
  channel: Channel,
  calls: C,
  handlers: CallHandlers<C>,
): EmitEvent<E> {
  const functions: Functions = {}
  for (const name of Object.keys(calls) as CallName<C>[]) {
    functions[name] = (input: unknown) => answer(calls, handlers, name, input)
  }
  const unknownCall = (name: string) => (): Reply => ({
    ok: false,
    failure: new SockwrightError('E_CALL_UNKNOWN', { call: name }).toFailure(),
  })
  const rpc = createBirpc<Functions, Functions, false>(functions, {
    post: (message) => channel.post(message),
    on: (receive) => channel.onMessage((message) => isMessage(message) && receive(message)),
    resolver: (name) => ownFunction(functions, name) ?? unknownCall(name),
    proxify: false,
    timeout: noTimeout,
  })
  channel.onClose(() => rpc.$close())
  return (name, payload) => {
    if (!rpc.$closed) void rpc.$callEvent(name, payload)
  }
}

/** The calling side of a contract over `channel`. */
export function connect<C extends CallDefinitions, E extends object>(channel: Channel): Caller<C, E> {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const rpc = createBirpc<Functions, Functions, false>(
    {},
    {
      post: (message) => channel.post(message),
      on: (receive) => channel.onMessage((message) => isMessage(message) && receive(message)),
      resolver: (name) => (payload: unknown) => {
        listeners.get(name)?.forEach((listener) => listener(payload as never))
      },
      proxify: false,
      timeout: noTimeout,
    },
  )
  const closed = () => rpc.$close(new SockwrightError('E_LINK_CLOSED'))
  channel.onClose(closed)
  return {
    async call<K extends CallName<C>>(name: K, args: CallInput<C, K>): Promise<CallResult<C, K>> {
      if (rpc.$closed) throw new SockwrightError('E_LINK_CLOSED')
      const reply = (await rpc.$call(name, args)) as Reply
      if (!reply.ok) throw SockwrightError.from(reply.failure)
      return reply.value as CallResult<C, K>
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener as (payload: never) => void)
      return () => set.delete(listener as (payload: never) => void)
    },
    close: () => channel.close(),
  }
}

/** Splits one channel into one for each contract, so that a window reaches its host and the engine over one line. */
export function splitChannel(channel: Channel): Record<ContractName, Channel> {
  const receivers: Record<ContractName, ((message: unknown) => void)[]> = { engine: [], host: [] }
  const waiting: Record<ContractName, unknown[]> = { engine: [], host: [] }
  const endings: (() => void)[] = []
  channel.onMessage((routed) => {
    if (!isMessage(routed)) return
    const { to, message } = routed as RoutedMessage
    if (to !== 'engine' && to !== 'host') return
    const receive = receivers[to][0]
    if (receive) receive(message)
    else waiting[to].push(message)
  })
  channel.onClose(() => endings.forEach((end) => end()))
  const side = (to: ContractName): Channel => ({
    post: (message) => channel.post({ to, message } satisfies RoutedMessage),
    onMessage(receive) {
      receivers[to] = [receive]
      waiting[to].splice(0).forEach(receive)
    },
    onClose: (closed) => void endings.push(closed),
    close: () => channel.close(),
  })
  return { engine: side('engine'), host: side('host') }
}
