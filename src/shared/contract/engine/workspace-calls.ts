import * as v from 'valibot'
import type { EndpointConfig, EndpointId } from '../../endpoints/endpoint-config'
import {
  type Layout,
  LayoutSchema,
  type WorkspaceId,
  WorkspaceIdSchema,
} from '../../workspace/workspace-file'
import { type WorkspaceVariables, WorkspaceVariablesSchema } from '../../workspace/workspace-variables'
import type { Sequence } from '../../sequences/sequence'
import type { SavedPayload } from '../../payload/saved-payload'
import { call } from '../call'
import type { Failure } from '../errors'
import { NothingSchema, PathSchema } from './argument-schemas'

/** What a workspace from elsewhere does not do before the person consents. */
export interface WaitingAutomation {
  /** Endpoints with rules, and how many. */
  readonly rules: readonly { readonly endpoint: EndpointId; readonly name: string; readonly rules: number }[]
  /** Endpoints with a script. */
  readonly scripts: readonly { readonly endpoint: EndpointId; readonly name: string }[]
  /** Names of environment variables that its texts read. */
  readonly environment: readonly string[]
  /** Paths of files that its payloads are. */
  readonly files: readonly string[]
  /** Paths of files that its endpoints write, such as key logs. */
  readonly writtenFiles: readonly string[]
  /** Names of its sequences. */
  readonly sequences: readonly string[]
}

export interface WorkspaceState {
  readonly id: WorkspaceId
  /** Null where nothing waits: the workspace was made here, has the person's consent, or does nothing by itself. */
  readonly waiting: WaitingAutomation | null
  readonly path: string
  /** File name without its ending. */
  readonly name: string
  /** Set where another process holds the workspace: nothing is saved here. */
  readonly heldBy: { readonly pid: number } | null
  /** What went wrong on opening it, to be shown once (`E_WORKSPACE_BROKEN` …). */
  readonly notice: Failure | null
  readonly endpoints: readonly EndpointConfig[]
  readonly variables: WorkspaceVariables
  /** The library of named payloads, in its order. */
  readonly payloads: readonly SavedPayload[]
  /** What is done on connections step by step, in the order of the person. */
  readonly sequences: readonly Sequence[]
  readonly layout: Layout
}

export interface RecentWorkspace {
  readonly path: string
  readonly name: string
  readonly endpoints: number
  /** ms since the epoch. */
  readonly openedAt: number
}

export const workspaceCalls = {
  'workspace.current': call(NothingSchema).returns<WorkspaceState>(),
  /** Stops all endpoints and opens another workspace. `create` makes it where there is none. */
  'workspace.open': call(
    v.strictObject({ path: PathSchema, create: v.optional(v.boolean(), false) }),
  ).returns<WorkspaceState>(),
  /** Writes the workspace to a new file and goes on there. */
  'workspace.saveAs': call(
    v.strictObject({ path: PathSchema, overwrite: v.optional(v.boolean(), false) }),
  ).returns<WorkspaceState>(),
  /** Lets the rules of this workspace act, its sequences run and its payloads read the environment and files, from now on and on this machine. */
  'workspace.consent': call(v.strictObject({ workspace: WorkspaceIdSchema })).returns<WorkspaceState>(),
  'workspace.setLayout': call(v.strictObject({ layout: LayoutSchema })).returns<null>(),
  /** Replaces all variables of the workspace. */
  'workspace.setVariables': call(v.strictObject({ variables: WorkspaceVariablesSchema })).returns<null>(),
  'workspace.recent': call(NothingSchema).returns<readonly RecentWorkspace[]>(),
  /** Workspace files in the folder this session may use. */
  'workspace.files': call(NothingSchema).returns<readonly RecentWorkspace[]>(),
} as const

export interface WorkspaceEvents {
  /** Endpoints, name, path, variables, payloads, sequences or hold of the workspace changed (not the layout). */
  readonly 'workspace.changed': { readonly workspace: WorkspaceState }
}
