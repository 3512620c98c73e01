import { createEndpoint } from '../../src/main/engine/endpoints/create-endpoint'
import type { Endpoint, EndpointSurroundings } from '../../src/main/engine/endpoints/endpoint'
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
import { noScript } from '../../src/shared/scripts/endpoint-script'
import type { ScriptState } from '../../src/shared/scripts/script-status'
import { MemoryRecorder } from './memory-recorder'
import { plainSurroundings } from './plain-surroundings'

/** An endpoint with a recorder in memory. */
export class EndpointUnderTest<K extends EndpointKind = EndpointKind> {
  readonly endpoint: Endpoint
  readonly recorders: MemoryRecorder[] = []
  readonly alerts: Omit<RuleAlert, 'count'>[] = []
  /** Values of its options that are secrets. */
  readonly secrets = new Map<string, string>()
  #waiters: (() => boolean)[] = []

  constructor(
    readonly kind: K,
    options: Partial<EndpointOptions<K>> = {},
    lookUp?: LookUp,
    makeRecorder = () => new MemoryRecorder(),
    recorderOpens: () => Promise<void> = () => Promise.resolve(),
    others: Partial<EndpointSurroundings> = {},
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
        ...plainSurroundings,
        secret: (option) => this.secrets.get(option) ?? '',
        alerted: (alert) => void this.alerts.push(alert),
        scriptChanged: () => this.#look(),
        changed: () => this.#look(),
        ...others,
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

  /** Gives it a script, as a person does who applies it. */
  setScript(source: string, name = 'test'): void {
    this.endpoint.configure({ ...this.endpoint.config, script: { on: true, name, source } })
  }

  /** Resolves when the state is (or becomes) `is`. */
  until<I extends EndpointState['is']>(is: I): Promise<Extract<EndpointState, { is: I }>> {
    return this.#when(() => (this.state.is === is ? (this.state as Extract<EndpointState, { is: I }>) : null))
  }

  /** Resolves when its script's state is (or becomes) `is`. */
  untilScript<I extends ScriptState['is']>(is: I): Promise<Extract<ScriptState, { is: I }>> {
    const { scriptConsole } = this.endpoint
    return this.#when(() =>
      scriptConsole.state.is === is ? (scriptConsole.state as Extract<ScriptState, { is: I }>) : null,
    )
  }

  /** Resolves with the lines of its script's console when they are `count`. */
  untilLines(count: number): Promise<readonly string[]> {
    const texts = () => this.endpoint.scriptConsole.linesAfter(0).map(({ text }) => text)
    return this.#when(() => (texts().length >= count ? texts() : null))
  }

  #when<T>(found: () => T | null): Promise<T> {
    return new Promise((resolve) => {
      const reached = () => {
        const value = found()
        if (value !== null) resolve(value)
        return value !== null
      }
      if (!reached()) this.#waiters.push(reached)
    })
  }

  #look(): void {
    this.#waiters = this.#waiters.filter((waiter) => !waiter())
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
    script: noScript,
  } as unknown as EndpointConfig
}
