import { type CaptureEvents, captureCalls } from './engine/capture-calls'
import { type EndpointEvents, endpointCalls } from './engine/endpoint-calls'
import { certificateCalls } from './engine/certificate-calls'
import { engineStateCalls } from './engine/engine-state-calls'
import { exampleCalls } from './engine/example-calls'
import { type ExportEvents, exportCalls } from './engine/export-calls'
import { fileCalls } from './engine/file-calls'
import { type FollowEvents, followCalls } from './engine/follow-calls'
import { type HistoryEvents, historyCalls } from './engine/history-calls'
import { type ImportEvents, importCalls } from './engine/import-calls'
import { libraryCalls } from './engine/library-calls'
import { type LiveExportEvents, liveExportCalls } from './engine/live-export-calls'
import { networkCalls } from './engine/network-calls'
import { type LoadEvents, loadCalls } from './engine/load-calls'
import { type NoteEvents, noteCalls } from './engine/note-calls'
import { payloadCalls } from './engine/payload-calls'
import { relayCalls } from './engine/relay-calls'
import { type RuleEvents, ruleCalls } from './engine/rule-calls'
import { type RunEvents, runCalls } from './engine/run-calls'
import { type ScriptEvents, scriptCalls } from './engine/script-calls'
import { sequenceCalls } from './engine/sequence-calls'
import { type SettingsEvents, settingsCalls } from './engine/settings-calls'
import { type StatisticsEvents, statisticsCalls } from './engine/statistics-calls'
import { tcpFactsCalls } from './engine/tcp-facts-calls'
import { type TimelineEvents, timelineCalls } from './engine/timeline-calls'
import { uploadCalls } from './engine/upload-calls'
import { type ViewEvents, viewCalls } from './engine/view-calls'
import { type WorkspaceEvents, workspaceCalls } from './engine/workspace-calls'

/** Every call a window, the command line or a test may make of the engine. Each area has a file in `engine`. */
export const engineCalls = {
  ...engineStateCalls,
  ...settingsCalls,
  ...workspaceCalls,
  ...historyCalls,
  ...exampleCalls,
  ...endpointCalls,
  ...payloadCalls,
  ...libraryCalls,
  ...captureCalls,
  ...noteCalls,
  ...importCalls,
  ...uploadCalls,
  ...ruleCalls,
  ...scriptCalls,
  ...relayCalls,
  ...loadCalls,
  ...runCalls,
  ...fileCalls,
  ...sequenceCalls,
  ...viewCalls,
  ...statisticsCalls,
  ...followCalls,
  ...timelineCalls,
  ...exportCalls,
  ...liveExportCalls,
  ...certificateCalls,
  ...networkCalls,
  ...tcpFactsCalls,
} as const
export type EngineCalls = typeof engineCalls

/** What the engine tells without being asked. Nothing here grows with the rate of traffic. */
export interface EngineEvents
  extends
    SettingsEvents,
    WorkspaceEvents,
    HistoryEvents,
    EndpointEvents,
    CaptureEvents,
    NoteEvents,
    ImportEvents,
    RuleEvents,
    ScriptEvents,
    LoadEvents,
    RunEvents,
    ViewEvents,
    StatisticsEvents,
    FollowEvents,
    TimelineEvents,
    ExportEvents,
    LiveExportEvents {}
