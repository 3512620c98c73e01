import { randomBytes } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { SockwrightError } from '../../shared/contract/errors'
import {
  checkOptions,
  type EndpointConfig,
  type EndpointId,
  type OptionInput,
} from '../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../shared/endpoints/endpoint-kind'
import { isRunning } from '../../shared/endpoints/endpoint-status'
import { createEndpoint } from './endpoints/create-endpoint'
import type { Endpoint, EndpointSurroundings } from './endpoints/endpoint'
import { writtenFiles, type FileAt } from './endpoints/option-files'
import { optionFailure } from './option-failure'
import { checkAutomation } from './relay/check-automation'
import { endpointRules } from './rules/endpoint-rules'
import { takeSecrets } from './settings/endpoint-secrets'
import type { EndpointSecrets, SecretStore } from './settings/secret-store'
import { mergeRules } from '../../shared/rules/merge-rules'
import { noRules, type RuleList } from '../../shared/rules/rule'
import { noScript, type EndpointScript } from '../../shared/scripts/endpoint-script'
import type { CertificateMaker } from './certificates/certificate-maker'
import type { Workspace } from './workspace/workspace'

/** So many deleted endpoints are kept for {@link EndpointRegistry.restore}, the last ones. */
const maxDeleted = 50

/** What an endpoint does by itself. */
type Automation = Pick<EndpointConfig, 'rules' | 'rewrites' | 'script'>

/** A deleted endpoint, the place it had, and its secrets. */
interface Deleted {
  readonly config: EndpointConfig
  readonly index: number
  readonly secrets: EndpointSecrets
}

/** What of an endpoint is to become something else; what is left out stays. */
export interface EndpointChange {
  readonly name?: string | undefined
  readonly options?: OptionInput | undefined
  readonly rules?: RuleList | undefined
  /** Those that `rules` were made of; where it is left out, `rules` take the place of whatever there is. */
  readonly rulesBefore?: RuleList | undefined
  readonly script?: EndpointScript | undefined
  readonly rewrites?: EndpointConfig['rewrites'] | undefined
}

/** What the endpoints of a workspace need around them. */
export interface RegistrySurroundings {
  readonly openRecorder: EndpointSurroundings['openRecorder']
  readonly payloadSources: EndpointSurroundings['payloadSources']
  readonly alerted: EndpointSurroundings['alerted']
  readonly runSequence: EndpointSurroundings['runSequence']
  readonly mayAct: EndpointSurroundings['mayAct']
  readonly secrets: SecretStore
  readonly certificates: CertificateMaker
  readonly scriptChanged: EndpointSurroundings['scriptChanged']
  /** The person has given an endpoint rules, a script, or a file to write. */
  automationGiven(): Promise<void>
  /** Status of one endpoint changed. */
  statusChanged(endpoint: EndpointId): void
  /** The list of endpoints, or a configuration, changed. */
  endpointsChanged(): void
}

/** The endpoints of the open workspace at work: made, changed and removed here, and kept in the workspace's file. */
export class EndpointRegistry {
  private readonly endpoints = new Map<EndpointId, Endpoint>()
  private readonly deleted = new Map<EndpointId, Deleted>()
  /** Where a file is that an option names: beside the workspace, or in the current folder where that has no file. */
  readonly fileAt: FileAt = (path) => {
    const { path: workspace } = this.workspace
    return resolve(workspace === '' ? '' : dirname(workspace), path)
  }

  constructor(
    private readonly workspace: Workspace,
    private readonly surroundings: RegistrySurroundings,
  ) {
    workspace.endpoints.forEach((config) => this.build(config))
  }

  /** All endpoints in the order of the workspace. */
  all(): readonly Endpoint[] {
    return this.workspace.endpoints.flatMap(({ id }) => this.endpoints.get(id) ?? [])
  }

  find(endpoint: EndpointId): Endpoint | null {
    return this.endpoints.get(endpoint) ?? null
  }

  /** Fails with `E_ENDPOINT_UNKNOWN`. */
  get(endpoint: EndpointId): Endpoint {
    const found = this.endpoints.get(endpoint)
    if (!found) throw new SockwrightError('E_ENDPOINT_UNKNOWN', { endpoint })
    return found
  }

  async create(
    kind: EndpointKind,
    name: string,
    options: OptionInput,
    automation: Partial<Automation> = {},
  ): Promise<EndpointConfig> {
    const { open, secrets } = takeSecrets(kind, options, {})
    if (writtenFiles(kind, options).length > 0) await this.surroundings.automationGiven()
    const usual = { rules: noRules, rewrites: [], script: noScript }
    const config = this.checkedConfig({ id: newId(), name, kind, ...usual, ...automation }, open)
    return this.insert(config, this.workspace.endpoints.length, secrets)
  }

  /** Like {@link create}, under `Name 2` or the next number that is free where the name is taken. */
  async createAnother(kind: EndpointKind, name: string, options: OptionInput): Promise<EndpointConfig> {
    const names = this.names()
    return this.create(kind, names.has(name) ? freeName(name, names) : name, options)
  }

  /**
   * Changes name, options (those given), rules and script; returns whether some values wait for the next start. Fails with
   * `E_RULES_CHANGED` where another window has changed the same rule since `rulesBefore`.
   */
  async update(
    endpoint: EndpointId,
    change: EndpointChange,
  ): Promise<{ readonly config: EndpointConfig; readonly needsRestart: boolean }> {
    let { config } = this.get(endpoint)
    const writes = writtenFiles(config.kind, change.options ?? {}).length > 0
    if (writes || (change.rules ?? change.rewrites ?? change.script))
      await this.surroundings.automationGiven()
    const { secrets } = this.surroundings
    const taken = takeSecrets(config.kind, change.options ?? {}, secrets.of(endpoint))
    await this.workspace.changeEndpoints((all) => {
      // Only now is known what another window changed at the same time.
      const old = all.find(({ id }) => id === endpoint)
      if (!old) throw new SockwrightError('E_ENDPOINT_UNKNOWN', { endpoint })
      const { id, kind } = old
      const kept = {
        id,
        kind,
        name: change.name ?? old.name,
        rules: changedRules(old.rules, change),
        rewrites: change.rewrites ?? old.rewrites ?? [],
        script: change.script ?? old.script,
      }
      config = this.checkedConfig(kept, { ...old.options, ...taken.open })
      return all.map((one) => (one.id === endpoint ? config : one))
    })
    await secrets.replace(endpoint, taken.secrets)
    const needsRestart = this.get(endpoint).configure(config)
    this.surroundings.endpointsChanged()
    this.surroundings.statusChanged(endpoint)
    return { config, needsRestart }
  }

  async duplicate(endpoint: EndpointId): Promise<EndpointConfig> {
    const { config } = this.get(endpoint)
    const index = this.workspace.endpoints.findIndex(({ id }) => id === endpoint)
    const copy = { ...config, id: newId(), name: freeName(config.name, this.names()) }
    return this.insert(copy, index + 1, this.surroundings.secrets.of(endpoint))
  }

  /** Stops and removes; {@link restore} takes it back, as long as not fifty others were deleted since. */
  async delete(endpoint: EndpointId): Promise<void> {
    const { config } = this.get(endpoint)
    const index = this.workspace.endpoints.findIndex(({ id }) => id === endpoint)
    const secrets = this.surroundings.secrets.of(endpoint)
    await this.discard(endpoint)
    this.keepDeleted({ config, index, secrets })
  }

  /** Stops and removes for good. */
  async discard(endpoint: EndpointId): Promise<void> {
    this.workspace.assertWritable()
    const removed = this.get(endpoint)
    await removed.stop()
    await this.workspace.changeEndpoints((all) => all.filter(({ id }) => id !== endpoint))
    this.endpoints.delete(endpoint)
    await this.surroundings.secrets.replace(endpoint, {})
    this.surroundings.endpointsChanged()
    // Another window may have started it while the workspace was written; from here on nobody can.
    await removed.stop()
  }

  /** Fails with `E_ENDPOINT_UNKNOWN` for one that was not deleted here, or too long ago. */
  async restore(endpoint: EndpointId): Promise<EndpointConfig> {
    const found = this.deleted.get(endpoint)
    if (!found) throw new SockwrightError('E_ENDPOINT_UNKNOWN', { endpoint })
    // Taken out first: two windows may take the same deletion back at once.
    this.deleted.delete(endpoint)
    try {
      return await this.insert(found.config, found.index, found.secrets)
    } catch (failure) {
      this.keepDeleted(found)
      throw failure
    }
  }

  /** Endpoints take up their rules and scripts, which may act now. */
  takeAutomation(): void {
    for (const endpoint of this.all()) endpoint.configure(endpoint.config)
  }

  /** Resolves when every socket is closed and every capture is flushed. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.endpoints.values()].map((endpoint) => endpoint.stop()))
  }

  /** The captures that are being recorded now. */
  liveCaptures(): ReadonlySet<string> {
    const statuses = this.all().map((endpoint) => endpoint.status())
    return new Set(
      statuses.flatMap(({ state, recording }) => (recording && isRunning(state) ? [recording.capture] : [])),
    )
  }

  /** The endpoint that records `capture` now. */
  recording(capture: string): Endpoint | null {
    const records = (endpoint: Endpoint) => {
      const { state, recording } = endpoint.status()
      return isRunning(state) && recording?.capture === capture
    }
    return this.all().find(records) ?? null
  }

  /** Throws the first failure of an option, or of a text in options or rules, before anything is saved. */
  private checkedConfig(
    about: Pick<EndpointConfig, 'id' | 'name' | 'kind' | keyof Automation>,
    input: OptionInput,
  ): EndpointConfig {
    const checked = checkOptions(about.kind, input)
    if (!checked.ok) throw SockwrightError.from(optionFailure(checked.issues[0]!, input))
    const config = { ...about, options: checked.options } as EndpointConfig
    checkAutomation(config)
    endpointRules(config, new Set(Object.keys(this.surroundings.payloadSources.variables)))
    return config
  }

  private keepDeleted(deleted: Deleted): void {
    this.deleted.set(deleted.config.id, deleted)
    if (this.deleted.size <= maxDeleted) return
    const [oldest] = this.deleted.keys()
    if (oldest !== undefined) this.deleted.delete(oldest)
  }

  private names(): ReadonlySet<string> {
    return new Set(this.workspace.endpoints.map(({ name }) => name))
  }

  private async insert(
    config: EndpointConfig,
    index: number,
    secrets: EndpointSecrets,
  ): Promise<EndpointConfig> {
    await this.surroundings.secrets.replace(config.id, secrets)
    await this.workspace.changeEndpoints((all) => all.toSpliced(index, 0, config))
    this.build(config)
    this.surroundings.endpointsChanged()
    this.surroundings.statusChanged(config.id)
    return config
  }

  private build(config: EndpointConfig): void {
    const { secrets, statusChanged, ...rest } = this.surroundings
    const { openRecorder, payloadSources, alerted, runSequence, mayAct, certificates, scriptChanged } = rest
    const work = { openRecorder, payloadSources, alerted, runSequence, mayAct, certificates, scriptChanged }
    const { fileAt } = this
    const changed = () => statusChanged(config.id)
    const secret = (option: string) => secrets.of(config.id)[option] ?? ''
    this.endpoints.set(config.id, createEndpoint(config, { ...work, fileAt, secret, changed }))
  }
}

function changedRules(current: RuleList, { rules, rulesBefore }: EndpointChange): RuleList {
  if (!rules || !rulesBefore) return rules ?? current
  const { list, conflicts } = mergeRules(rulesBefore, rules, current)
  if (conflicts[0]) throw new SockwrightError('E_RULES_CHANGED', { name: conflicts[0].name })
  return list
}

function newId(): EndpointId {
  return `e-${randomBytes(5).toString('hex')}`
}

/** `Name 2`, or the next number that is free, cut to what a name may have. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/ \d+$/, '')
  for (let number = 2; ; number++) {
    const candidate = `${stem.slice(0, 70)} ${number}`
    if (!taken.has(candidate)) return candidate
  }
}
