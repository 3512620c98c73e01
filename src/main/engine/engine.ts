import { version } from '../version'
import { openRecorder } from './capture/open-recorder'
import { UnfinishedBudget } from './capture/unfinished-budget'
import type { EmitEvent } from '../../shared/contract/call'
import type { Channel } from '../../shared/contract/channel'
import type { EngineEvents } from '../../shared/contract/engine-contract'
import type { Settings } from '../../shared/contract/engine/settings-calls'
import { SockwrightError, toFailure } from '../../shared/contract/errors'
import type { Payload } from '../../shared/payload/payload'
import type { EndpointId } from '../../shared/endpoints/endpoint-config'
import type { EndpointStatus } from '../../shared/endpoints/endpoint-status'
import type { CertificateMaker } from './certificates/certificate-maker'
import { keptSecret } from '../../shared/endpoints/options/secret-option'
import type { PayloadMatch } from '../../shared/payload/payload-context'
import { EndpointRegistry } from './endpoint-registry'
import { recallMemory, type EngineMemory, type ReportProblem } from './engine-memory'
import type { EngineFolders, EngineOptions } from './engine-options'
import { permittedPath, type SessionPolicy } from './files/path-policy'
import { ImportJobs } from './import/import-jobs'
import { CaptureLibrary } from './library/capture-library'
import type { RemovalLog } from './library/removal-log'
import { Retention } from './library/retention'
import { LiveCaptures } from './live-captures'
import { LoadDesk } from './load/load-desk'
import { NoteKeeper } from './notes/note-keeper'
import { LiveExports } from './query/live-exports'
import { processSources } from './payload/payload-sources'
import { TemplateCache } from './payload/template-cache'
import { QueryService } from './query/query-service'
import { Session } from './session/session'
import type { SettingsKeeper } from './settings/settings-keeper'
import type { BehaviourPeer } from './rules/behaviour'
import { AlertReporter } from './rules/alert-reporter'
import { ScriptReporter } from './scripts/script-reporter'
import { RepeatClock } from './runs/repeat-clock'
import { RunList } from './runs/run-list'
import { RateLimit } from './timing/rate-limit'
import { startSequence } from './sequences/start-sequence'
import { StatusReporter } from './status-reporter'
import type { Download } from './thread/thread-messages'
import { openFirstWorkspace } from './workspace/open-first-workspace'
import type { PayloadHistory } from './workspace/payload-history'
import type { RecentWorkspaces } from './workspace/recent-workspaces'
import { OpenWorkspace, vouchFor } from './workspace/open-workspace'
import type { Workspace } from './workspace/workspace'

/**
 * Owns every socket, capture and workspace file, and answers the sessions of windows, commands and tests. It knows
 * nothing of threads and hosts.
 */
export class Engine {
  readonly folders: EngineFolders
  readonly settings: SettingsKeeper
  readonly history: PayloadHistory
  readonly recent: RecentWorkspaces
  readonly imports: ImportJobs
  /** What retention has removed. */
  readonly removals: RemovalLog
  private readonly retention: Retention
  /** The workspace that is open, and its endpoints. */
  readonly workspace: OpenWorkspace
  /** The captures of the captures folder. */
  readonly library: CaptureLibrary
  /** The bookmarks of captures. */
  readonly notes: NoteKeeper
  /** Views and exports of all sessions. */
  readonly queries: QueryService
  readonly liveExports: LiveExports
  /** What is sent by hand, read. */
  readonly templates = new TemplateCache()
  /** What runs by itself and can be stopped. */
  readonly runs = new RunList((totals) => this.emit('runs.changed', { totals }))
  readonly repeats = new RepeatClock()
  /** Of what nobody names in a session: as narrow as that of any session so far. */
  private policy: SessionPolicy = { files: 'any' }
  private readonly sessions = new Set<Session>()
  private readonly statuses: StatusReporter
  private readonly alerts = new AlertReporter((alerts) => this.emit('rule.alerts', { alerts }))
  private readonly scripts = new ScriptReporter((endpoints) => this.emit('script.changed', { endpoints }))
  readonly loads = new LoadDesk({
    variables: () => this.workspace.variables,
    mayReadEnvironment: () => this.workspace.mayAct,
    changed: () => this.loadChanges.note(),
  })
  private readonly loadChanges = new RateLimit(() => this.emit('load.changed', {}), 200)
  private readonly live = new LiveCaptures()
  private readonly unfinished = new UnfinishedBudget()

  /** Rejects with a coded failure where the data folder or no workspace can be used. */
  static async start(options: EngineOptions, reportProblem: ReportProblem): Promise<Engine> {
    const memory = await recallMemory(options, reportProblem)
    const begun: { engine?: Engine } = {}
    const { workspace, problem } = await openFirstWorkspace(
      options.workspace,
      memory.recent.paths(),
      memory.folders.workspaces,
      () => begun.engine?.announceWorkspace(),
    )
    if (problem) workspace.tell(problem)
    if (workspace.path !== '') await memory.recent.add(workspace.path)
    await vouchFor(workspace, memory.trust)
    begun.engine = new Engine(memory, workspace, reportProblem)
    return begun.engine
  }

  private constructor(
    private readonly memory: EngineMemory,
    workspace: Workspace,
    reportProblem: ReportProblem,
  ) {
    this.folders = memory.folders
    this.settings = memory.settings
    this.history = memory.history
    this.recent = memory.recent
    this.queries = new QueryService(memory.folders.exports)
    this.liveExports = new LiveExports({
      pool: this.queries.pool,
      liveCaptures: () => this.liveCaptures,
      changed: (exports) => this.emit('liveExport.changed', { exports }),
    })
    const changed = () => this.emit('capture.changed', {})
    const problem = (thrown: unknown) => reportProblem(SockwrightError.from(toFailure(thrown)))
    this.library = new CaptureLibrary(memory.folders.captures, {
      liveCaptures: () => this.liveCaptures,
      changed,
      problem,
    })
    this.removals = memory.removals
    this.retention = new Retention(this.library, memory.removals, {
      limits: () => ({ days: this.settings.get().keepDays, gigabytes: this.settings.get().keepGigabytes }),
      openCaptures: () => this.queries.openCaptures(),
      removed: (removals) => this.emit('capture.removed', { removals }),
      problem,
    })
    this.notes = new NoteKeeper({
      liveCaptures: () => this.liveCaptures,
      lastRecord: (capture) => this.queries.lastRecord(capture),
      changed: (change) => this.emit('note.changed', change),
    })
    this.imports = new ImportJobs(memory.folders.captures, { imported: changed, problem })
    this.statuses = new StatusReporter(
      (endpoint) => this.endpoints.find(endpoint)?.status() ?? null,
      (statuses) => this.tellStatuses(statuses),
    )
    this.workspace = new OpenWorkspace(workspace, {
      createRegistry: (opened) => this.createRegistry(opened),
      trust: memory.trust,
      arrived: (path) => memory.recent.add(path),
      changed: () => this.announceWorkspace(),
    })
  }

  /** The endpoints of the open workspace. */
  get endpoints(): EndpointRegistry {
    return this.workspace.endpoints
  }

  /** Certificates made here, and the CA of this machine. */
  get certificates(): CertificateMaker {
    return this.memory.certificates
  }

  /** A secret as it stands in a form: `given`, or the one that is kept for `endpoint`. */
  secret(endpoint: EndpointId | undefined, option: string, given: unknown): string {
    if (given !== keptSecret) return typeof given === 'string' ? given : ''
    return endpoint === undefined ? '' : (this.memory.secrets.of(endpoint)[option] ?? '')
  }

  /** Captures that are being recorded here. */
  get liveCaptures(): ReadonlySet<string> {
    return this.endpoints.liveCaptures()
  }

  /** Answers calls that come over `channel` until it closes. */
  openSession(channel: Channel, policy: SessionPolicy): void {
    if (policy.files === 'below') this.policy = policy
    const session: Session = new Session(this, channel, policy, () => this.sessions.delete(session))
    this.sessions.add(session)
  }

  async changeSettings(change: Partial<Settings>): Promise<Settings> {
    const settings = await this.settings.set(change)
    this.emit('settings.changed', { settings })
    if ('keepDays' in change || 'keepGigabytes' in change) void this.retention.run()
    return settings
  }

  /** The file that a sequence sends, where it may: rejects with `E_PATH_FORBIDDEN`. */
  sendPath(path: string): Promise<string> {
    const { policy } = this
    return permittedPath(policy, path, policy.files === 'below' ? policy.folder : this.folders.workspaces)
  }

  /** Puts a payload that was sent by hand into the history. */
  remember(payload: Payload): void {
    if (this.memory.keepHistory && this.history.add(payload)) this.announceHistory()
  }

  clearHistory(): void {
    this.history.clear()
    this.announceHistory()
  }

  /** Hands out a finished export once. Fails with `E_JOB_UNKNOWN`. */
  takeDownload(download: string): Download {
    return this.queries.takeDownload(download)
  }

  /** Closes every socket, writes everything that waits, and ends all sessions. */
  async stop(): Promise<void> {
    await this.workspace.stopEndpoints()
    this.statuses.stop()
    this.alerts.stop()
    this.scripts.stop()
    await this.loads.stop()
    this.loadChanges.stop()
    this.runs.close()
    await this.liveExports.close()
    this.sessions.forEach((session) => session.close())
    await this.queries.close()
    await this.retention.close()
    await this.imports.close()
    await this.notes.close()
    await this.library.close()
    await this.workspace.close()
    await this.history.close()
  }

  private readonly emit: EmitEvent<EngineEvents> = (name, payload) => {
    this.sessions.forEach((session) => session.emit(name, payload))
  }

  private tellStatuses(statuses: readonly EndpointStatus[]): void {
    for (const { recording } of statuses) {
      if (!recording) continue
      this.queries.captureGrew(recording.capture, recording.records)
      this.liveExports.captureGrew(recording.capture)
    }
    this.emit('endpoint.status', { statuses })
    this.tellCaptures()
  }

  /** An endpoint that is gone has no status to tell, but its capture has ended: all that remain are asked. */
  private tellCaptures(): void {
    const live = this.endpoints.liveCaptures()
    if (!this.live.learn(live)) return
    this.liveExports.stillLive(live)
    this.emit('capture.changed', {})
    void this.retention.run()
  }

  private createRegistry(workspace: Workspace): EndpointRegistry {
    return new EndpointRegistry(workspace, {
      openRecorder: (endpoint) =>
        openRecorder({
          capturesFolder: this.folders.captures,
          endpoint,
          engineVersion: version,
          unfinished: this.unfinished,
        }),
      payloadSources: processSources({
        variables: () => workspace.variables,
        mayReadEnvironment: () => workspace.mayAct,
      }),
      mayAct: () => workspace.mayAct,
      secrets: this.memory.secrets,
      automationGiven: () => this.workspace.adopt(workspace),
      scriptChanged: (endpoint) => this.scripts.note(endpoint),
      certificates: this.memory.certificates,
      runSequence: (endpoint, peer, name, match) => this.runSequence(endpoint, peer, name, match),
      alerted: (alert) => this.alerts.note(alert),
      statusChanged: (endpoint) => {
        this.statuses.note(endpoint)
        this.runs.endpointChanged(endpoint)
      },
      endpointsChanged: () => this.announceWorkspace(),
    })
  }

  /** Throws the failures of `sequence.start`. */
  private runSequence(id: EndpointId, peer: BehaviourPeer, wanted: string, match: PayloadMatch | null): void {
    const sequence = this.workspace.state.sequences.find(({ name }) => name === wanted)
    if (!sequence) throw new SockwrightError('E_SEQUENCE_UNKNOWN', { name: wanted })
    startSequence(this, this.endpoints.get(id), sequence, peer, match)
  }

  private announceWorkspace(): void {
    this.emit('workspace.changed', { workspace: this.workspace.state })
    this.tellCaptures()
  }

  private announceHistory(): void {
    this.emit('history.changed', { history: this.history.list() })
  }
}
