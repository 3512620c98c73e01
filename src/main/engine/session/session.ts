import type { CallHandlers, EmitEvent } from '../../../shared/contract/call'
import type { Channel } from '../../../shared/contract/channel'
import { engineCalls, type EngineCalls, type EngineEvents } from '../../../shared/contract/engine-contract'
import { serve } from '../../../shared/contract/link'
import type { Engine } from '../engine'
import type { SessionPolicy } from '../files/path-policy'
import { captureCalls } from './capture-calls'
import { fileCalls } from './file-calls'
import { ImportSession } from './import-calls'
import { certificateCallGroup } from './certificate-calls'
import { followCalls } from './follow-calls'
import { endpointCalls } from './endpoint-calls'
import { liveExportCallGroup } from './live-export-calls'
import { noteCalls } from './note-calls'
import { engineCallGroup, networkCalls } from './engine-calls'
import { payloadCalls } from './payload-calls'
import { queryCalls } from './query-calls'
import { relayCalls } from './relay-calls'
import { ruleCalls } from './rule-calls'
import { loadCallGroup } from './load-calls'
import { scriptCalls } from './script-calls'
import { runCalls } from './run-calls'
import { sequenceCalls } from './sequence-calls'
import { SessionFiles } from './session-files'
import { timelineCalls } from './timeline-calls'
import { UploadSession } from './upload-calls'
import { statisticsCalls } from './statistics-calls'
import { exampleCalls, historyCalls, libraryCalls, settingsCalls, workspaceCalls } from './workspace-calls'

/**
 * One attached channel: answers every call of the engine contract and passes events on. What was opened through it
 * (views, exports under way) ends with it.
 */
export class Session {
  readonly emit: EmitEvent<EngineEvents>

  /** `ended` is called when the channel has closed. */
  constructor(
    engine: Engine,
    private readonly channel: Channel,
    policy: SessionPolicy,
    ended: () => void,
  ) {
    const files = new SessionFiles(policy, engine.folders)
    const queries = engine.queries.session((name, payload) => this.emit(name, payload))
    const follows = engine.queries.followSession((name, payload) => this.emit(name, payload))
    const statistics = engine.queries.statisticsSession((name, payload) => this.emit(name, payload))
    const timelines = engine.queries.timelineSession((name, payload) => this.emit(name, payload))
    const imports = new ImportSession(engine, files, (progress) => this.emit('import.progress', progress))
    const uploads = new UploadSession(engine, imports, files)
    const handlers: CallHandlers<EngineCalls> = {
      ...engineCallGroup(engine, files),
      ...settingsCalls(engine),
      ...workspaceCalls(engine, files),
      ...historyCalls(engine),
      ...libraryCalls(engine, files),
      ...exampleCalls(engine),
      ...endpointCalls(engine, files),
      ...ruleCalls(engine, files),
      ...scriptCalls(engine),
      ...relayCalls(engine),
      ...loadCallGroup(engine, files),
      ...runCalls(engine),
      ...fileCalls(engine, files),
      ...sequenceCalls(engine, files),
      ...payloadCalls(engine),
      ...captureCalls(engine, files),
      ...noteCalls(engine, files),
      ...imports.handlers,
      ...uploads.handlers,
      ...queryCalls(queries, files),
      ...liveExportCallGroup(engine, files),
      ...followCalls(follows, files),
      ...statisticsCalls(statistics, files),
      ...timelineCalls(timelines, engine, files),
      ...certificateCallGroup(engine),
      ...networkCalls(),
    }
    this.emit = serve<EngineCalls, EngineEvents>(channel, engineCalls, handlers)
    channel.onClose(() => {
      void queries.close()
      follows.close()
      statistics.close()
      timelines.close()
      void imports.close()
      void uploads.close()
      ended()
    })
  }

  close(): void {
    this.channel.close()
  }
}
