import type { WorkspaceState } from '../../../shared/contract/engine/workspace-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { Layout, WorkspaceId } from '../../../shared/workspace/workspace-file'
import type { WorkspaceVariables } from '../../../shared/workspace/workspace-variables'
import type { EndpointRegistry } from '../endpoint-registry'
import type { PayloadLibrary } from './library-changes'
import type { SequenceList } from './sequence-changes'
import { Workspace } from './workspace'
import { fileBehind } from './workspace-path'
import type { WorkspaceTrust } from './workspace-trust'

/** What {@link OpenWorkspace} needs of the engine. */
export interface WorkspaceSurroundings {
  createRegistry(workspace: Workspace): EndpointRegistry
  readonly trust: WorkspaceTrust
  /** Another file is the open one from now on. */
  arrived(path: string): Promise<void>
  /** What {@link OpenWorkspace.state} tells has changed. */
  changed(): void
}

/** The workspace that is open and its endpoints at work, until another takes their place. */
export class OpenWorkspace {
  private registry: EndpointRegistry
  /** Opening and saving elsewhere happen one after the other. */
  private switching: Promise<unknown> = Promise.resolve()

  constructor(
    private workspace: Workspace,
    private readonly surroundings: WorkspaceSurroundings,
  ) {
    this.registry = surroundings.createRegistry(workspace)
  }

  get endpoints(): EndpointRegistry {
    return this.registry
  }

  get variables(): WorkspaceVariables {
    return this.workspace.variables
  }

  /** May what is in it act, its sequences run, and its payloads read the environment? */
  get mayAct(): boolean {
    return this.workspace.mayAct
  }

  get state(): WorkspaceState {
    return this.workspace.state
  }

  /** Stops all endpoints and opens another workspace; when that fails, everything stays as it is. */
  open(path: string, create: boolean): Promise<WorkspaceState> {
    return this.inTurn(async () => {
      const { path: openPath, heldBy } = this.workspace.state
      const isOpen = heldBy === null && (await fileBehind(path)) === (await fileBehind(openPath))
      if (isOpen) return this.state
      const next = await Workspace.open(path, create, () => this.surroundings.changed())
      await vouchFor(next, this.surroundings.trust)
      await this.registry.stopAll()
      await this.workspace.close()
      const left = this.registry
      this.workspace = next
      this.registry = this.surroundings.createRegistry(next)
      // Another window may have started an endpoint on the way here; from here on nobody can.
      await left.stopAll()
      return this.arrived()
    })
  }

  /** Writes the workspace to a new file and goes on there. */
  saveAs(path: string, overwrite: boolean): Promise<WorkspaceState> {
    return this.inTurn(async () => {
      await this.workspace.moveTo(path, overwrite)
      return this.arrived()
    })
  }

  /** Lets the workspace act, if it still is `id`; running endpoints take their rules at once. */
  async consent(id: WorkspaceId): Promise<WorkspaceState> {
    const { workspace } = this
    if (workspace.id !== id) return this.state
    await this.surroundings.trust.add(id)
    workspace.consent()
    this.registry.takeAutomation()
    this.surroundings.changed()
    await workspace.keepId()
    return this.state
  }

  /** Fails with `E_FILE_CONSENT` for a file that only a workspace from elsewhere asks for. */
  assertMaySend(path: string): void {
    if (this.workspace.mayAct) return
    const isAsked = this.state.payloads.some(
      ({ payload }) => payload.form === 'file' && payload.path === path,
    )
    if (isAsked) throw new SockwrightError('E_FILE_CONSENT', { path })
  }

  /** Replaces the variables of the workspace. */
  async setVariables(variables: WorkspaceVariables): Promise<void> {
    await this.workspace.setVariables(variables)
    this.surroundings.changed()
  }

  /** Replaces the library of payloads by what `change` makes of it. */
  async changePayloads(change: (payloads: PayloadLibrary) => PayloadLibrary): Promise<void> {
    const { workspace } = this
    await workspace.changePayloads(change)
    if (workspace.state.payloads.some(({ payload }) => payload.form === 'file')) await this.adopt(workspace)
    this.surroundings.changed()
  }

  /** Replaces the sequences by what `change` makes of them. */
  async changeSequences(change: (sequences: SequenceList) => SequenceList): Promise<void> {
    const { workspace } = this
    await workspace.changeSequences(change)
    await this.adopt(workspace)
    this.surroundings.changed()
  }

  setLayout(layout: Layout): void {
    this.workspace.setLayout(layout)
  }

  /** Closes every socket; nothing is opened or saved elsewhere any more when this resolves. */
  async stopEndpoints(): Promise<void> {
    await this.switching
    await this.registry.stopAll()
  }

  /** Writes what waits and gives the file up. */
  async close(): Promise<void> {
    await this.workspace.close()
  }

  /** What a person has given a workspace in which nothing waits is their own, also when it is opened again. */
  async adopt(workspace: Workspace): Promise<void> {
    if (workspace.mayAct && workspace.path !== '') await this.surroundings.trust.add(workspace.id)
  }

  private async arrived(): Promise<WorkspaceState> {
    await this.surroundings.arrived(this.workspace.path)
    this.surroundings.changed()
    return this.state
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.switching.then(work)
    this.switching = turn.catch(() => undefined)
    return turn
  }
}

/** What was made here or has consent may act. */
export async function vouchFor(workspace: Workspace, trust: WorkspaceTrust): Promise<void> {
  if (workspace.isNew && workspace.path !== '') await trust.add(workspace.id)
  if (trust.has(workspace.id)) workspace.consent()
}
