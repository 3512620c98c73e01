import { join } from 'node:path'
import { version } from '../version'
import { openRecorder } from './capture/open-recorder'
import { UnfinishedBudget } from './capture/unfinished-budget'
import type { EmitEvent } from '../../shared/contract/call'
import type { Channel } from '../../shared/contract/channel'
import type { EngineEvents } from '../../shared/contract/engine-contract'
import type { Settings } from '../../shared/contract/engine/settings-calls'
import type { WorkspaceState } from '../../shared/contract/engine/workspace-calls'
import { SockwrightError, toFailure } from '../../shared/contract/errors'
import type { Payload } from '../../shared/payload/payload'
import type { WorkspaceVariables } from '../../shared/workspace/workspace-variables'
import type { Layout, WorkspaceId } from '../../shared/workspace/workspace-file'
import type { EndpointStatus } from '../../shared/endpoints/endpoint-status'
import { EndpointRegistry } from './endpoint-registry'
import { engineFolders, type EngineFolders, type EngineOptions } from './engine-options'
import type { SessionPolicy } from './files/path-policy'
import { makePrivateFolder } from './files/private-folder'
import { ImportJobs } from './import/import-jobs'
import { CaptureLibrary } from './library/capture-library'
import { RemovalLog } from './library/removal-log'
import { Retention } from './library/retention'
import { LiveCaptures } from './live-captures'
import { NoteKeeper } from './notes/note-keeper'
import { LiveExports } from './query/live-exports'
import { processSources } from './payload/payload-sources'
import { TemplateCache } from './payload/template-cache'
import { QueryService } from './query/query-service'
import { Session } from './session/session'
import { settingsInMemory, type SettingsKeeper } from './settings/settings-keeper'
import { AlertReporter } from './rules/alert-reporter'
import { RunList } from './runs/run-list'
import { StatusReporter } from './status-reporter'
import type { Download } from './thread/thread-messages'
import type { PayloadLibrary } from './workspace/library-changes'
import { openFirstWorkspace } from './workspace/open-first-workspace'
import { PayloadHistory } from './workspace/payload-history'
import { RecentWorkspaces } from './workspace/recent-workspaces'
import { Workspace } from './workspace/workspace'
import { WorkspaceTrust } from './workspace/workspace-trust'
import { fileBehind } from './workspace/workspace-path'

/** Told what goes wrong where no call can answer it. */
export type ReportProblem = (problem: Error) => void

/** What an engine remembers beyond one workspace. */
interface Memory {
  readonly folders: EngineFolders
  readonly settings: SettingsKeeper
  readonly history: PayloadHistory
  readonly keepHistory: boolean
  readonly recent: RecentWorkspaces
  readonly removals: RemovalLog
  readonly trust: WorkspaceTrust
}

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
  private readonly sessions = new Set<Session>()
  private readonly statuses: StatusReporter
  private readonly alerts = new AlertReporter((alerts) => this.emit('rule.alerts', { alerts }))
  private readonly live = new LiveCaptures()
  private readonly unfinished = new UnfinishedBudget()
  private workspace: Workspace
  private registry: EndpointRegistry
  /** Opening and saving elsewhere happen one after the other. */
  private switching: Promise<unknown> = Promise.resolve()

  /** Rejects with a coded failure where the data folder or no workspace can be used. */
  static async start(options: EngineOptions, reportProblem: ReportProblem): Promise<Engine> {
    const memory = await remember(options, reportProblem)
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
    private readonly memory: Memory,
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
      (endpoint) => this.registry.find(endpoint)?.status() ?? null,
      (statuses) => this.tellStatuses(statuses),
    )
    this.workspace = workspace
    this.registry = this.createRegistry(workspace)
  }

  /** The endpoints of the open workspace. */
  get endpoints(): EndpointRegistry {
    return this.registry
  }

  /** Captures that are being recorded here. */
  get liveCaptures(): ReadonlySet<string> {
    return this.registry.liveCaptures()
  }

  get workspaceState(): WorkspaceState {
    return this.workspace.state
  }

  /** Answers calls that come over `channel` until it closes. */
  openSession(channel: Channel, policy: SessionPolicy): void {
    const session: Session = new Session(this, channel, policy, () => this.sessions.delete(session))
    this.sessions.add(session)
  }

  /** Stops all endpoints and opens another workspace; when that fails, everything stays as it is. */
  openWorkspace(path: string, create: boolean): Promise<WorkspaceState> {
    return this.inTurn(async () => {
      const { path: openPath, heldBy } = this.workspace.state
      const isOpen = heldBy === null && (await fileBehind(path)) === (await fileBehind(openPath))
      if (isOpen) return this.workspaceState
      const next = await Workspace.open(path, create, () => this.announceWorkspace())
      await vouchFor(next, this.memory.trust)
      await this.registry.stopAll()
      await this.workspace.close()
      const left = this.registry
      this.workspace = next
      this.registry = this.createRegistry(next)
      // Another window may have started an endpoint on the way here; from here on nobody can.
      await left.stopAll()
      return this.arrived()
    })
  }

  /** Writes the workspace to a new file and goes on there. */
  saveWorkspaceAs(path: string, overwrite: boolean): Promise<WorkspaceState> {
    return this.inTurn(async () => {
      await this.workspace.moveTo(path, overwrite)
      return this.arrived()
    })
  }

  /** Lets the open workspace act, if it still is `id`; running endpoints take their rules at once. */
  async consent(id: WorkspaceId): Promise<WorkspaceState> {
    const { workspace } = this
    if (workspace.id !== id) return this.workspaceState
    await this.memory.trust.add(id)
    workspace.consent()
    this.registry.takeRules()
    this.announceWorkspace()
    await workspace.keepId()
    return this.workspaceState
  }

  /** Replaces the variables of the workspace. */
  async setVariables(variables: WorkspaceVariables): Promise<void> {
    await this.workspace.setVariables(variables)
    this.announceWorkspace()
  }

  /** Replaces the library of payloads by what `change` makes of it. */
  async changePayloads(change: (payloads: PayloadLibrary) => PayloadLibrary): Promise<void> {
    await this.workspace.changePayloads(change)
    this.announceWorkspace()
  }

  setLayout(layout: Layout): void {
    this.workspace.setLayout(layout)
  }

  async changeSettings(change: Partial<Settings>): Promise<Settings> {
    const settings = await this.settings.set(change)
    this.emit('settings.changed', { settings })
    if ('keepDays' in change || 'keepGigabytes' in change) void this.retention.run()
    return settings
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
    await this.switching
    await this.registry.stopAll()
    this.statuses.stop()
    this.alerts.stop()
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
    const live = this.registry.liveCaptures()
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
      rulesGiven: () => this.adopt(workspace),
      alerted: (alert) => this.alerts.note(alert),
      statusChanged: (endpoint) => {
        this.statuses.note(endpoint)
        this.runs.endpointChanged(endpoint)
      },
      endpointsChanged: () => this.announceWorkspace(),
    })
  }

  /** Rules that a person has given a workspace in which nothing waits are their own, also when it is opened again. */
  private async adopt(workspace: Workspace): Promise<void> {
    if (workspace.mayAct && workspace.path !== '') await this.memory.trust.add(workspace.id)
  }

  private async arrived(): Promise<WorkspaceState> {
    await this.recent.add(this.workspace.path)
    this.announceWorkspace()
    return this.workspaceState
  }

  private announceWorkspace(): void {
    this.emit('workspace.changed', { workspace: this.workspaceState })
    this.tellCaptures()
  }

  private announceHistory(): void {
    this.emit('history.changed', { history: this.history.list() })
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.switching.then(work)
    this.switching = turn.catch(() => undefined)
    return turn
  }
}

/** What was made here or has consent may act. */
async function vouchFor(workspace: Workspace, trust: WorkspaceTrust): Promise<void> {
  if (workspace.isNew && workspace.path !== '') await trust.add(workspace.id)
  if (trust.has(workspace.id)) workspace.consent()
}

async function remember(options: EngineOptions, reportProblem: ReportProblem): Promise<Memory> {
  const folders = engineFolders(options)
  const keepHistory = options.keepHistory ?? true
  const onDisk = !('memory' in options.workspace)
  const file = (name: string) => (onDisk ? join(folders.data, name) : null)
  if (onDisk) await makePrivateFolder(folders.data)
  const report = (failure: Parameters<typeof SockwrightError.from>[0]) =>
    reportProblem(SockwrightError.from(failure))
  const history = new PayloadHistory(file('history.json'), report)
  const recent = new RecentWorkspaces(file('recent.json'), report)
  const removals = new RemovalLog(file('removals.jsonl'))
  const trust = new WorkspaceTrust(file('trust.json'), report)
  await Promise.all([history.load(), recent.load(), trust.load()])
  if (!onDisk) return { folders, settings: settingsInMemory(), history, keepHistory, recent, removals, trust }
  // Loaded only where it is used: a command of the command line starts faster without.
  const { openSettings } = await import('./settings/settings-store')
  return {
    folders,
    settings: await openSettings(folders.data, report),
    history,
    keepHistory,
    recent,
    removals,
    trust,
  }
}
