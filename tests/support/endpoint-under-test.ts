import { createEndpoint } from '../../src/main/engine/endpoints/create-endpoint'
import type { Endpoint } from '../../src/main/engine/endpoints/endpoint'
import { plainSources } from '../../src/main/engine/payload/payload-sources'
import type { LookUp } from '../../src/main/engine/network/look-up'
import type { RuleAlert } from '../../src/shared/contract/engine/rule-calls'
import {
  defaultOptions,
  type EndpointConfig,
  type EndpointOptions,
} from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import type { EndpointState } from '../../src/shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../src/shared/endpoints/socket-address'
import { noRules, type RuleList } from '../../src/shared/rules/rule'
import { MemoryRecorder } from './memory-recorder'

/** An endpoint with a recorder in memory. */
export class EndpointUnderTest<K extends EndpointKind = EndpointKind> {
  readonly endpoint: Endpoint
  readonly recorders: MemoryRecorder[] = []
  readonly alerts: Omit<RuleAlert, 'count'>[] = []
  #waiters: (() => boolean)[] = []

  constructor(
    readonly kind: K,
    options: Partial<EndpointOptions<K>> = {},
    lookUp?: LookUp,
    makeRecorder = () => new MemoryRecorder(),
    recorderOpens: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.endpoint = createEndpoint(
      configOf(kind, options),
      {
        openRecorder: async () => {
          await recorderOpens()
          const recorder = makeRecorder()
          recorder.event(0, { event: 'started', kind, name: 'under test' })
          this.recorders.push(recorder)
          return recorder
        },
        payloadSources: plainSources,
        mayAct: () => true,
        secret: () => '',
        alerted: (alert) => void this.alerts.push(alert),
        changed: () => {
          this.#waiters = this.#waiters.filter((waiter) => !waiter())
        },
      },
      lookUp,
    )
  }

  /** That of the last run. */
  get recorder(): MemoryRecorder {
    return this.recorders.at(-1)!
  }

  get state(): EndpointState {
    return this.endpoint.status().state
  }

  /** Where it listens or is bound. */
  get local(): SocketAddress {
    const { state } = this
    if (!('local' in state)) throw new Error(`no local address while ${state.is}`)
    return state.local
  }

  /** Changes options as a person does in the form. */
  set(options: Partial<EndpointOptions<K>>): boolean {
    const { config } = this.endpoint
    return this.endpoint.configure({
      ...config,
      options: { ...config.options, ...options },
    } as EndpointConfig)
  }

  /** Gives it rules, as a person does who edits them. */
  setRules(rules: RuleList): void {
    this.endpoint.configure({ ...this.endpoint.config, rules })
  }

  /** Resolves when the state is (or becomes) `is`. */
  until<I extends EndpointState['is']>(is: I): Promise<Extract<EndpointState, { is: I }>> {
    return new Promise((resolve) => {
      const reached = () => {
        const { state } = this
        if (state.is === is) resolve(state as Extract<EndpointState, { is: I }>)
        return state.is === is
      }
      if (!reached()) this.#waiters.push(reached)
    })
  }
}

export function configOf<K extends EndpointKind>(
  kind: K,
  options: Partial<EndpointOptions<K>> = {},
): EndpointConfig {
  return {
    id: 'test',
    name: 'under test',
    kind,
    options: { ...defaultOptions(kind), ...options },
    rules: noRules,
  } as unknown as EndpointConfig
}
