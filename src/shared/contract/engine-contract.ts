import * as v from 'valibot'
import type { CaptureEvent } from '../capture/capture-event'
import type { RecordFacts } from '../capture/record'
import {
  EndpointIdSchema,
  EndpointNameSchema,
  OptionInputSchema,
  type EndpointConfig,
} from '../endpoints/endpoint-config'
import { EndpointKindSchema, type CaptureKind } from '../endpoints/endpoint-kind'
import type { EndpointStatus, PeerStatus } from '../endpoints/endpoint-status'
import { languages } from '../language/local-text'
import { PayloadSchema, type Payload } from '../payload/payload'
import { LayoutSchema, type Layout } from '../workspace/workspace-file'
import { call } from './call'
import type { Failure } from './errors'

const PathSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096))
const CountSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000))
const IndexSchema = v.pipe(v.number(), v.integer(), v.minValue(0))
const PeerNumberSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff))
const TokenSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const NothingSchema = v.strictObject({})

/** Identifies a capture series: the absolute path of its first folder. */
const CaptureIdSchema = PathSchema
/** A filter in the filter language (`docs/filter.md`); empty matches everything. */
const FilterSchema = v.pipe(v.string(), v.maxLength(4_096))

/** The peers a call concerns: all connected ones, or some by number. */
export const PeerChoiceSchema = v.union([
  v.literal('all'),
  v.pipe(v.array(PeerNumberSchema), v.minLength(1), v.maxLength(10_000)),
])
export type PeerChoice = v.InferOutput<typeof PeerChoiceSchema>

/** Whom a payload is for. `remote` is a client's server or a UDP endpoint's fixed remote. */
export const TargetSchema = v.variant('to', [
  v.strictObject({ to: v.literal('remote') }),
  v.strictObject({ to: v.literal('peers'), peers: PeerChoiceSchema }),
  v.strictObject({
    to: v.literal('address'),
    host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(253)),
    port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  }),
])
export type Target = v.InferOutput<typeof TargetSchema>

export const exportFormats = ['text', 'csv', 'jsonl', 'hexdump', 'html', 'raw', 'pcapng'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** Which messages a raw export takes. */
export const exportDirections = ['both', 'in', 'out'] as const
/** What the offsets of a hex dump count: all bytes of the export (for `xxd -r`), or those of each message. */
export const hexdumpOffsets = ['stream', 'message'] as const
/** What only some formats need: `direction` and `perPeer` raw, `offsets` hexdump. Others ignore it. */
export const ExportOptionsSchema = v.strictObject({
  direction: v.optional(v.picklist(exportDirections), 'both'),
  /** A tar archive with a file for each direction of each peer. */
  perPeer: v.optional(v.boolean(), false),
  offsets: v.optional(v.picklist(hexdumpOffsets), 'stream'),
})
export type ExportOptions = v.InferOutput<typeof ExportOptionsSchema>

export const themes = ['system', 'dark', 'light'] as const
/** What a person set for all workspaces. `language: null` follows the system. */
export const SettingsSchema = v.strictObject({
  theme: v.picklist(themes),
  language: v.nullable(v.picklist(languages)),
  logMode: v.picklist(['text', 'hex', 'both']),
  /** Closed captures that were not written to for so many days are removed; null keeps them. */
  keepDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500))),
  /** The oldest closed captures are removed beyond so many GB (10^9 bytes) in all; null keeps them. */
  keepGigabytes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
})
export type Settings = v.InferOutput<typeof SettingsSchema>

// -- results ------------------------------------------------------------------------------------------------------

export interface EngineInfo {
  readonly version: string
  /** Node's name of the system: `linux`, `win32`, `darwin`. */
  readonly platform: string
  readonly capturesFolder: string
  /** May this session name files by path (a desktop window may), or only below `workspaceFolder`? */
  readonly workspaceFolder: string
}

export interface WorkspaceState {
  readonly path: string
  /** File name without its ending. */
  readonly name: string
  /** Set where another process holds the workspace: nothing is saved here. */
  readonly heldBy: { readonly pid: number } | null
  /** What went wrong on opening it, to be shown once (`E_WORKSPACE_BROKEN` …). */
  readonly notice: Failure | null
  readonly endpoints: readonly EndpointConfig[]
  readonly layout: Layout
}

export interface RecentWorkspace {
  readonly path: string
  readonly name: string
  readonly endpoints: number
  /** ms since the epoch. */
  readonly openedAt: number
}

/** One option that would not work, with the port to offer where that is the way out. */
export interface OptionProblem {
  readonly option: string
  readonly failure: Failure
  readonly suggestedPort: number | null
}

export type SendOutcome =
  | { readonly peer: number; readonly ok: true; readonly bytes: number }
  | { readonly peer: number; readonly ok: false; readonly failure: Failure }

export interface PeerPage {
  readonly total: number
  readonly revision: number
  readonly rows: readonly PeerStatus[]
}

export interface CaptureSummary {
  readonly capture: string
  readonly name: string
  readonly kind: CaptureKind
  readonly records: number
  readonly bytes: number
  /** ms since the epoch. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** Being recorded by an endpoint of this engine. */
  readonly live: boolean
}

/** One row of a log. `data` are the first bytes of a message; `previousTime` (µs) is that of the row before in the view. */
export interface LogRow extends RecordFacts {
  readonly row: number
  readonly previousTime: number | null
  readonly data: Uint8Array | null
  readonly event: CaptureEvent | null
}

export interface LogPage {
  readonly total: number
  readonly rows: readonly LogRow[]
}

export interface RecordContent extends RecordFacts {
  /** Position of `data` in the record. */
  readonly offset: number
  readonly data: Uint8Array
  readonly event: CaptureEvent | null
  readonly previousTime: number | null
}

/** Growth of a view; `scanned` of `records` tells how far a filter has come. */
export interface ViewProgress {
  readonly view: string
  readonly total: number
  /** Records from which the rows are chosen: those before the view's start are not among them. */
  readonly records: number
  /** Number of the last record there is; 0 where there is none. */
  readonly lastRecord: number
  readonly scanned: number
  /** True when the filter has caught up with the capture. */
  readonly done: boolean
  /** Why the filter ended early; the rows found so far stay. */
  readonly failure?: Failure
}

/** A record that was found. */
export interface FoundMatch {
  readonly record: number
  /** How many matches lie before it; null where that is not known yet. */
  readonly place: number | null
  /** The search went on at the other end. */
  readonly wrapped: boolean
}

export type ExportState =
  | { readonly is: 'running' }
  /** `download` names the finished file for the host's download link; `path` where it was written for good. */
  | {
      readonly is: 'finished'
      readonly path: string | null
      readonly download: string | null
      readonly bytes: number
    }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'cancelled' }

export interface ExportProgress {
  readonly job: string
  readonly done: number
  readonly total: number
  readonly state: ExportState
}

/** A capture that retention removed. Times in ms since the epoch. */
export interface CaptureRemoval {
  readonly capture: string
  readonly name: string
  readonly bytes: number
  readonly startedAt: number
  readonly removedAt: number
  readonly why: 'age' | 'size'
}

/** What an import made. `packets` counts all of the file, `skipped` those that are not in the capture. */
export interface ImportTotals {
  readonly packets: number
  readonly skipped: number
  readonly peers: number
  readonly messages: number
  /** Bytes of payload. */
  readonly bytes: number
}

export type ImportState =
  | { readonly is: 'running' }
  /** `note` tells where the file broke off: what was before is in the capture. */
  | {
      readonly is: 'finished'
      readonly capture: string
      readonly totals: ImportTotals
      readonly note: Failure | null
    }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'cancelled' }

/** `done` of `total` bytes of the packet file have been read. */
export interface ImportProgress {
  readonly job: string
  readonly done: number
  readonly total: number
  readonly state: ImportState
}

export interface HistoryEntry {
  readonly payload: Payload
  /** ms since the epoch. */
  readonly at: number
}

export interface LocalAddress {
  readonly address: string
  readonly family: 4 | 6
  readonly interface: string
  readonly internal: boolean
}

export interface DiskSpace {
  /** Bytes this process may still write where captures go. */
  readonly free: number
}

export const exampleNames = ['echo', 'udp-pair', 'http'] as const

// -- the contract ---------------------------------------------------------------------------------------------------

/** Every call a window, the command line or a test may make of the engine. */
export const engineCalls = {
  'engine.info': call(NothingSchema).returns<EngineInfo>(),
  'engine.diskSpace': call(NothingSchema).returns<DiskSpace>(),
  /** Statuses of all endpoints; later changes come as `endpoint.status`. */
  'engine.statuses': call(NothingSchema).returns<readonly EndpointStatus[]>(),

  'settings.get': call(NothingSchema).returns<Settings>(),
  'settings.set': call(v.partial(SettingsSchema)).returns<Settings>(),

  'workspace.current': call(NothingSchema).returns<WorkspaceState>(),
  /** Stops all endpoints and opens another workspace. `create` makes it where there is none. */
  'workspace.open': call(
    v.strictObject({ path: PathSchema, create: v.optional(v.boolean(), false) }),
  ).returns<WorkspaceState>(),
  /** Writes the workspace to a new file and goes on there. */
  'workspace.saveAs': call(
    v.strictObject({ path: PathSchema, overwrite: v.optional(v.boolean(), false) }),
  ).returns<WorkspaceState>(),
  'workspace.setLayout': call(v.strictObject({ layout: LayoutSchema })).returns<null>(),
  'workspace.recent': call(NothingSchema).returns<readonly RecentWorkspace[]>(),
  /** Workspace files in the folder this session may use. */
  'workspace.files': call(NothingSchema).returns<readonly RecentWorkspace[]>(),

  'history.list': call(NothingSchema).returns<readonly HistoryEntry[]>(),
  'history.clear': call(NothingSchema).returns<null>(),

  'example.open': call(v.strictObject({ example: v.picklist(exampleNames) })).returns<
    readonly EndpointConfig[]
  >(),

  'endpoint.create': call(
    v.strictObject({ kind: EndpointKindSchema, name: EndpointNameSchema, options: OptionInputSchema }),
  ).returns<EndpointConfig>(),
  /** `needsRestart` tells that a running endpoint goes on with some old values until its next start. */
  'endpoint.update': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      name: v.optional(EndpointNameSchema),
      options: v.optional(OptionInputSchema),
    }),
  ).returns<{ readonly config: EndpointConfig; readonly needsRestart: boolean }>(),
  'endpoint.duplicate': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<EndpointConfig>(),
  /** Stops and removes; `endpoint.restore` takes the last fifty back until the engine ends. */
  'endpoint.delete': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<null>(),
  'endpoint.restore': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<EndpointConfig>(),
  /** Would these options work now? Probes the system without keeping anything open. */
  'endpoint.check': call(
    v.strictObject({
      kind: EndpointKindSchema,
      options: OptionInputSchema,
      endpoint: v.optional(EndpointIdSchema),
    }),
  ).returns<readonly OptionProblem[]>(),
  'endpoint.start': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<EndpointStatus>(),
  'endpoint.stop': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<EndpointStatus>(),
  /** Ends the wait of a reconnecting client at once. */
  'endpoint.reconnect': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<null>(),
  'endpoint.peers': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      from: IndexSchema,
      count: CountSchema,
      show: v.picklist(['all', 'connected', 'closed']),
      search: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
    }),
  ).returns<PeerPage>(),
  'endpoint.send': call(
    v.strictObject({ endpoint: EndpointIdSchema, target: TargetSchema, payload: PayloadSchema }),
  ).returns<readonly SendOutcome[]>(),
  'endpoint.endPeers': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      peers: PeerChoiceSchema,
      how: v.picklist(['half-close', 'close', 'reset']),
    }),
  ).returns<null>(),

  'capture.list': call(NothingSchema).returns<readonly CaptureSummary[]>(),
  'capture.summary': call(v.strictObject({ capture: CaptureIdSchema })).returns<CaptureSummary>(),
  /** Gives a closed capture of the captures folder another name; its folder stays what it is called. */
  'capture.rename': call(
    v.strictObject({ capture: CaptureIdSchema, name: EndpointNameSchema }),
  ).returns<CaptureSummary>(),
  /** Deletes a closed capture of the captures folder, all folders of its series; `capture.restore` takes it back for a minute. */
  'capture.delete': call(v.strictObject({ capture: CaptureIdSchema })).returns<null>(),
  'capture.restore': call(v.strictObject({ capture: CaptureIdSchema })).returns<CaptureSummary>(),
  /** What retention has removed, the newest first. */
  'capture.removals': call(NothingSchema).returns<readonly CaptureRemoval[]>(),

  /** Makes a capture of a pcap or pcapng file; how far it is comes as `import.progress`. */
  'import.start': call(v.strictObject({ path: PathSchema })).returns<{ readonly job: string }>(),
  'import.cancel': call(v.strictObject({ job: TokenSchema })).returns<null>(),

  /** Opens a view on a capture; rows before record `after` + 1 are hidden (clear). */
  'view.open': call(
    v.strictObject({ capture: CaptureIdSchema, filter: FilterSchema, after: v.optional(IndexSchema, 0) }),
  ).returns<ViewProgress>(),
  'view.close': call(v.strictObject({ view: TokenSchema })).returns<null>(),
  /** Rows `from` … `from + count - 1` (0-based), each with up to `preview` bytes. */
  'view.rows': call(
    v.strictObject({
      view: TokenSchema,
      from: IndexSchema,
      count: CountSchema,
      preview: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4_096)),
    }),
  ).returns<LogPage>(),
  /** The row of `record`, or of the next one that the view shows; null where there is none. */
  'view.locate': call(v.strictObject({ view: TokenSchema, record: IndexSchema })).returns<number | null>(),

  /**
   * The match after or before `record` (0: before the first) in a view whose filter is what is looked for, going on at
   * the other end; null where there is none. Answers before the filter has seen the whole capture. A later call for
   * the same view ends an earlier one, which is answered with null.
   */
  'view.find': call(
    v.strictObject({
      view: TokenSchema,
      record: IndexSchema,
      direction: v.picklist(['next', 'previous']),
    }),
  ).returns<FoundMatch | null>(),

  /** At most 1 MiB of one record's payload. */
  'record.read': call(
    v.strictObject({
      capture: CaptureIdSchema,
      record: v.pipe(v.number(), v.integer(), v.minValue(1)),
      offset: v.optional(IndexSchema, 0),
      length: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_048_576)), 65_536),
    }),
  ).returns<RecordContent>(),

  'export.start': call(
    v.strictObject({
      capture: CaptureIdSchema,
      filter: FilterSchema,
      after: v.optional(IndexSchema, 0),
      format: v.picklist(exportFormats),
      options: v.optional(ExportOptionsSchema, {}),
      destination: v.variant('to', [
        v.strictObject({ to: v.literal('file'), path: PathSchema }),
        v.strictObject({
          to: v.literal('download'),
          name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
        }),
      ]),
    }),
  ).returns<{ readonly job: string }>(),
  'export.cancel': call(v.strictObject({ job: TokenSchema })).returns<null>(),

  'network.addresses': call(NothingSchema).returns<readonly LocalAddress[]>(),
  'network.suggestPort': call(
    v.strictObject({
      transport: v.picklist(['tcp', 'udp']),
      address: v.string(),
      near: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
    }),
  ).returns<number>(),
} as const
export type EngineCalls = typeof engineCalls

/** What the engine tells without being asked. Nothing here grows with the rate of traffic. */
export interface EngineEvents {
  /** At most 30 times a second: endpoints whose status has changed. */
  readonly 'endpoint.status': { readonly statuses: readonly EndpointStatus[] }
  /** Endpoints, name, path or hold of the workspace changed (not the layout). */
  readonly 'workspace.changed': { readonly workspace: WorkspaceState }
  readonly 'settings.changed': { readonly settings: Settings }
  readonly 'history.changed': { readonly history: readonly HistoryEntry[] }
  /** At most 30 times a second for each view of this session. */
  readonly 'view.progress': ViewProgress
  readonly 'export.progress': ExportProgress
  readonly 'import.progress': ImportProgress
  /** The list of captures changed. */
  readonly 'capture.changed': Record<string, never>
  /** Retention has removed captures, as the settings say. */
  readonly 'capture.removed': { readonly removals: readonly CaptureRemoval[] }
}
