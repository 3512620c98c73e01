import type { CallHandlers } from '../../src/shared/contract/call'
import type { Channel } from '../../src/shared/contract/channel'
import { engineCalls, type EngineCalls, type EngineEvents } from '../../src/shared/contract/engine-contract'
import type { CaptureSummary } from '../../src/shared/contract/engine/capture-calls'
import type { OptionProblem } from '../../src/shared/contract/engine/endpoint-calls'
import type { Settings } from '../../src/shared/contract/engine/settings-calls'
import type { RecentWorkspace, WorkspaceState } from '../../src/shared/contract/engine/workspace-calls'
import { SockwrightError, type Failure } from '../../src/shared/contract/errors'
import {
  hostCalls,
  type HostCalls,
  type HostEvents,
  type HostInfo,
} from '../../src/shared/contract/host-contract'
import { serve, splitChannel } from '../../src/shared/contract/link'
import type { EndpointConfig } from '../../src/shared/endpoints/endpoint-config'
import { defaultOptions } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointState, EndpointStatus } from '../../src/shared/endpoints/endpoint-status'
import { noRules, type RuleList } from '../../src/shared/rules/rule'
import { noScript } from '../../src/shared/scripts/endpoint-script'
import type { Layout } from '../../src/shared/workspace/workspace-file'
import { emptyStatistics } from './empty-statistics'
import { emptyTimeline } from './empty-timeline'

const folder = '/home/person/sockwright'
const emptyView = { view: 'view', total: 0, shown: 0, records: 0, lastRecord: 0, scanned: 0, done: true }

/** A status as of an endpoint that has not run, with `changed` over it. */
export function fakeStatus(endpoint: string, changed: Partial<EndpointStatus> = {}): EndpointStatus {
  return {
    endpoint,
    state: { is: 'stopped' },
    counters: {
      receivedBytes: 0,
      recordedBytes: 0,
      pendingBytes: 0,
      lostBytes: 0,
      sentBytes: 0,
      receivedMessages: 0,
      sentMessages: 0,
      recordedMessages: 0,
      lostDatagrams: null,
    },
    rates: { inMessages: 0, inBytes: 0, outMessages: 0, outBytes: 0 },
    peers: { connected: 0, closed: 0 },
    recording: null,
    peersRevision: 0,
    ...changed,
  }
}

/** What a test tells the fake engine to have and to do. */
export interface FakeScript {
  readonly endpoints?: readonly EndpointConfig[]
  readonly statuses?: readonly EndpointStatus[]
  readonly captures?: readonly CaptureSummary[]
  readonly recent?: readonly RecentWorkspace[]
  readonly workspace?: Partial<WorkspaceState>
  readonly settings?: Partial<Settings>
  readonly host?: Partial<HostInfo>
  readonly problems?: (options: Readonly<Record<string, unknown>>) => readonly OptionProblem[]
  readonly startFailure?: (options: Readonly<Record<string, unknown>>) => Failure | null
  /** What the system's file dialog answers. */
  readonly chosenFile?: string | null
}

/**
 * An engine and a host without sockets or files: they answer a window's calls from `script`, remember what was asked,
 * and keep endpoints the way the contract says. For tests of the window alone.
 */
export class FakeEngine {
  readonly asked: { readonly call: string; readonly args: unknown }[] = []
  layout: Layout
  private endpoints: EndpointConfig[]
  private readonly deleted = new Map<string, EndpointConfig>()
  private readonly statuses = new Map<string, EndpointStatus>()
  private settings: Settings
  private workspace: WorkspaceState
  private last = 0
  private emitEngine: ReturnType<typeof serve<EngineCalls, EngineEvents>> | null = null
  private emitHost: ReturnType<typeof serve<HostCalls, HostEvents>> | null = null

  constructor(private readonly script: FakeScript = {}) {
    this.endpoints = [...(script.endpoints ?? [])]
    for (const status of script.statuses ?? []) this.statuses.set(status.endpoint, status)
    this.settings = {
      theme: 'dark',
      language: 'en',
      logMode: 'text',
      logTime: 'clock',
      logDelta: 'previous',
      keepDays: null,
      keepGigabytes: null,
      ...script.settings,
    }
    this.layout = script.workspace?.layout ?? null
    this.workspace = {
      id: 'bench0000',
      waiting: null,
      path: `${folder}/bench.sockwright.json`,
      name: 'bench',
      heldBy: null,
      notice: null,
      endpoints: this.endpoints,
      variables: {},
      payloads: [],
      sequences: [],
      layout: this.layout,
      ...script.workspace,
    }
  }

  /** Answers one window over `channel`. */
  attach(channel: Channel): void {
    const sides = splitChannel(channel)
    this.emitEngine = serve<EngineCalls, EngineEvents>(
      sides.engine,
      engineCalls,
      this.remembering(this.engineHandlers()),
    )
    this.emitHost = serve<HostCalls, HostEvents>(sides.host, hostCalls, this.remembering(this.hostHandlers()))
  }

  /** Sends a status to the window. */
  tell(status: EndpointStatus): void {
    this.statuses.set(status.endpoint, status)
    this.emitEngine?.('endpoint.status', { statuses: [status] })
  }

  requestQuit(running: number): void {
    this.emitHost?.('host.quitRequested', { running })
  }

  /** Arguments of every call named `call`, oldest first. */
  callsOf(call: string): readonly unknown[] {
    return this.asked.filter((one) => one.call === call).map(({ args }) => args)
  }

  private remembering<H extends object>(handlers: H): H {
    const wrapped = Object.entries(handlers).map(([call, handle]) => [
      call,
      (args: unknown): unknown => {
        this.asked.push({ call, args })
        return (handle as (args: unknown) => unknown)(args)
      },
    ])
    return Object.fromEntries(wrapped) as H
  }

  private state(): WorkspaceState {
    return { ...this.workspace, endpoints: this.endpoints, layout: this.layout }
  }

  private find(endpoint: string): EndpointConfig {
    const found = this.endpoints.find(({ id }) => id === endpoint)
    if (!found) throw new SockwrightError('E_ENDPOINT_UNKNOWN')
    return found
  }

  private add(
    kind: EndpointConfig['kind'],
    name: string,
    options: Readonly<Record<string, unknown>>,
    rules: RuleList = noRules,
  ): EndpointConfig {
    this.last += 1
    const config = {
      id: `made-${this.last}`,
      name,
      kind,
      options: { ...defaultOptions(kind), ...options },
      rules,
      script: noScript,
    } as EndpointConfig
    this.endpoints = [...this.endpoints, config]
    return config
  }

  private setState(endpoint: string, state: EndpointState): EndpointStatus {
    const status = { ...(this.statuses.get(endpoint) ?? fakeStatus(endpoint)), state }
    this.tell(status)
    return status
  }

  private start(endpoint: string): EndpointStatus {
    const { kind, options } = this.find(endpoint)
    const failure = this.script.startFailure?.(options)
    if (failure) {
      this.setState(endpoint, { is: 'failed', failure })
      throw SockwrightError.from(failure)
    }
    const local = {
      address: '127.0.0.1',
      port: 'port' in options && options.port > 0 ? options.port : 40_001,
    }
    if (kind === 'tcp-server' || kind === 'ws-server' || kind === 'relay')
      return this.setState(endpoint, { is: 'listening', local })
    if (kind === 'tcp-client' || kind === 'ws-client') {
      return this.setState(endpoint, { is: 'connected', local, remote: { ...local, port: options.port } })
    }
    if (kind !== 'udp') throw new Error(`no ${kind} here`)
    const receiveBuffer = { wanted: options.receiveBuffer, granted: options.receiveBuffer }
    return this.setState(endpoint, { is: 'bound', local, remote: null, receiveBuffer, groups: [] })
  }

  private example(): readonly EndpointConfig[] {
    const server = this.add('tcp-server', 'Echo server', { echo: true })
    const client = this.add('tcp-client', 'Echo client', {})
    this.start(server.id)
    this.start(client.id)
    return [server, client]
  }

  private open(path: string): WorkspaceState {
    const name = path.replace(/^.*\//, '').replace(/\.sockwright\.json$/, '')
    this.workspace = { ...this.workspace, path, name, heldBy: null, notice: null }
    return this.state()
  }

  private engineHandlers(): CallHandlers<EngineCalls> {
    return {
      'relay.intercept': () => null,
      'relay.held': () => ({ total: 0, revision: 0, rows: [] }),
      'relay.heldBytes': () => new Uint8Array(),
      'relay.release': () => null,
      'relay.edit': () => null,
      'relay.drop': () => null,
      'engine.info': () => ({
        version: '0.1.0',
        platform: 'linux',
        capturesFolder: `${folder}/captures`,
        workspaceFolder: folder,
      }),
      'engine.diskSpace': () => ({ free: 80_000_000_000 }),
      'engine.statuses': () => [...this.statuses.values()],
      'settings.get': () => this.settings,
      'settings.set': (changed) => (this.settings = { ...this.settings, ...changed }),
      'workspace.current': () => this.state(),
      'workspace.open': ({ path }) => {
        this.endpoints = []
        this.layout = null
        return this.open(path)
      },
      'workspace.saveAs': ({ path, overwrite }) => {
        if (!overwrite && this.script.recent?.some((one) => one.path.endsWith(path))) {
          throw new SockwrightError('E_FILE_EXISTS', { path })
        }
        return this.open(path)
      },
      'workspace.setLayout': ({ layout }) => {
        this.layout = layout
        return null
      },
      'workspace.consent': () => {
        this.workspace = { ...this.workspace, waiting: null }
        return this.workspace
      },
      'workspace.setVariables': () => null,
      'library.add': () => [],
      'library.change': () => null,
      'library.move': () => null,
      'library.remove': () => null,
      'library.export': () => null,
      'workspace.recent': () => this.script.recent ?? [],
      'workspace.files': () => this.script.recent ?? [],
      'history.list': () => [],
      'history.clear': () => null,
      'example.open': () => this.example(),
      'endpoint.create': ({ kind, name, options, rules }) => this.add(kind, name, options, rules),
      'endpoint.update': ({ endpoint, name, options, rules }) => {
        const before = this.find(endpoint)
        const config = {
          ...before,
          name: name ?? before.name,
          options: { ...before.options, ...options },
          rules: rules ?? before.rules,
        } as EndpointConfig
        this.endpoints = this.endpoints.map((one) => (one.id === endpoint ? config : one))
        return { config, needsRestart: false }
      },
      'endpoint.duplicate': ({ endpoint }) => {
        const { kind, name, options, rules } = this.find(endpoint)
        return this.add(kind, `${name} 2`, options, rules)
      },
      'endpoint.delete': ({ endpoint }) => {
        this.deleted.set(endpoint, this.find(endpoint))
        this.endpoints = this.endpoints.filter(({ id }) => id !== endpoint)
        return null
      },
      'endpoint.restore': ({ endpoint }) => {
        const config = this.deleted.get(endpoint)
        if (!config) throw new SockwrightError('E_ENDPOINT_UNKNOWN')
        this.endpoints = [...this.endpoints, config]
        return config
      },
      'endpoint.check': ({ options }) => this.script.problems?.(options) ?? [],
      'endpoint.start': ({ endpoint }) => this.start(endpoint),
      'endpoint.stop': ({ endpoint }) => this.setState(endpoint, { is: 'stopped' }),
      'endpoint.reconnect': () => null,
      'endpoint.tcpStates': () => [],
      'endpoint.peers': () => ({ total: 0, revision: 0, rows: [] }),
      'endpoint.send': () => [],
      'rule.export': () => null,
      'rule.dryRun': () => [],
      'load.start': () => {
        throw new SockwrightError('E_LOAD_BUSY')
      },
      'load.stop': () => null,
      'load.status': () => null,
      'load.report': () => null,
      'script.check': () => null,
      'script.console': () => ({ state: { is: 'none' }, lines: [] }),
      'script.clearConsole': () => null,
      'repeat.start': ({ endpoint }) => stopped(endpoint),
      'file.send': ({ endpoint }) => stopped(endpoint),
      'sequence.put': () => null,
      'sequence.remove': () => null,
      'sequence.export': () => null,
      'sequence.start': ({ endpoint }) => stopped(endpoint),
      'file.look': ({ path }) => ({ name: path, bytes: 1 }),
      'upload.send': ({ endpoint }) => stopped(endpoint),
      'runs.status': () => {
        throw new SockwrightError('E_JOB_UNKNOWN')
      },
      'runs.list': () => ({ totals: { running: 0, ended: 0 }, rows: [] }),
      'runs.stop': () => null,
      'runs.stopAll': () => null,
      'runs.dismiss': () => null,
      'payload.preview': () => ({ ok: true, bytes: new Uint8Array(), length: 0 }),
      'endpoint.upgrade': () => [],
      'certificate.authority': () => ({
        pem: '',
        path: '/data/own-ca.crt.pem',
        fingerprint: 'AA',
        validTo: 0,
      }),
      'endpoint.endPeers': () => null,
      'endpoint.ping': () => null,
      'capture.list': () => this.script.captures ?? [],
      'capture.summary': ({ capture }) => {
        const found = this.script.captures?.find((one) => one.capture === capture)
        if (!found) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
        return found
      },
      'capture.setEncoding': ({ capture, encoding }) => {
        const found = this.script.captures?.find((one) => one.capture === capture)
        if (!found) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
        return { ...found, encoding }
      },
      'capture.rename': ({ capture, name }) => {
        const found = this.script.captures?.find((one) => one.capture === capture)
        if (!found) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
        return { ...found, name }
      },
      'capture.delete': () => null,
      'capture.restore': ({ capture }) => {
        const found = this.script.captures?.find((one) => one.capture === capture)
        if (!found) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
        return found
      },
      'capture.removals': () => [],
      'note.list': ({ capture }) => ({ notes: capture, bookmarks: [], readOnly: null, problem: null }),
      'note.set': ({ record, note }) => ({ record, note }),
      'note.remove': () => null,
      'liveExport.start': () => {
        throw new SockwrightError('E_CAPTURE_NOT_LIVE', { path: folder })
      },
      'liveExport.stop': () => null,
      'liveExport.list': () => [],
      'upload.begin': () => ({ upload: 'upload' }),
      'upload.write': ({ data }) => ({ received: data.length }),
      'upload.import': () => ({ job: 'import' }),
      'upload.cancel': () => null,
      'import.start': () => ({ job: 'import' }),
      'import.cancel': () => null,
      'view.open': () => ({ ...emptyView }),
      'view.close': () => null,
      'view.expand': () => ({ ...emptyView }),
      'view.rows': () => ({ total: 0, rows: [], startTime: null }),
      'view.locate': () => null,
      'view.find': () => null,
      'statistics.open': () => ({ statistics: 'statistics', records: 0, scanned: 0, done: true }),
      'statistics.show': () => null,
      'statistics.read': () => emptyStatistics,
      'statistics.close': () => null,
      'network.tcpFacts': () => ({ here: null, there: null, measures: null, gap: 'system' }),
      'timeline.open': () => emptyTimeline,
      'timeline.show': () => null,
      'timeline.read': () => ({ total: 0, rows: [] }),
      'timeline.locate': () => null,
      'timeline.close': () => null,
      'timeline.save': () => null,
      'timeline.partner': () => null,
      'follow.open': () => ({
        follow: 'follow',
        inBytes: 0,
        outBytes: 0,
        scanned: 0,
        records: 0,
        done: true,
        appeared: null,
        closed: null,
        search: null,
      }),
      'follow.close': () => null,
      'follow.read': ({ from }) => ({ total: 0, from, data: new Uint8Array(), segments: [] }),
      'follow.locate': () => null,
      'follow.find': () => null,
      'follow.endFind': () => null,
      'record.read': ({ record }) => {
        throw new SockwrightError('E_RECORD_UNKNOWN', { record, last: 0 })
      },
      'export.start': () => ({ job: 'job' }),
      'export.text': () => ({ text: '' }),
      'export.cancel': () => null,
      'network.addresses': () => [
        { address: '127.0.0.1', broadcast: null, family: 4, interface: 'lo', internal: true },
        { address: '10.0.4.2', broadcast: '192.168.1.255', family: 4, interface: 'eth0', internal: false },
        { address: '::1', broadcast: null, family: 6, interface: 'lo', internal: true },
      ],
      'network.socketSupport': () => ({
        runtime: 'Node 20.19.0',
        system: 'linux',
        features: [],
        ciphers: [],
      }),
      'network.portsInUse': () => ({ told: true, ports: [] }),
      'network.checkPort': () => ({ failure: null, suggestedPort: null }),
      'network.resolve': () => ({ addresses: ['127.0.0.1'], ms: 1, failure: null }),
      'network.reach': () => ({ attempts: [{ address: '127.0.0.1', ms: 1, failure: null }], failure: null }),
      'network.suggestPort': ({ near }) => near + 1,
    }
  }

  private hostHandlers(): CallHandlers<HostCalls> {
    return {
      'host.info': () => ({
        host: 'web',
        version: '0.1.0',
        fileDialogs: false,
        systemLanguage: 'en',
        ...this.script.host,
      }),
      'host.chooseFile': () => (this.script.chosenFile == null ? null : { path: this.script.chosenFile }),
      'host.reveal': () => null,
      'host.downloadLink': ({ download }) => ({ url: `/download/${download}` }),
      'host.quitHeard': () => null,
      'host.quit': () => null,
    }
  }
}

function stopped(endpoint: string): never {
  throw new SockwrightError('E_ENDPOINT_STATE', { endpoint, state: 'stopped' })
}
