import { dirname } from 'node:path'
import type { CaptureSummary } from '../../../shared/contract/engine/capture-calls'
import { listCaptures } from '../capture/capture-list'
import type { Engine } from '../engine'
import type { TimelineSession } from '../timeline/timeline-session'
import type { CallGroup } from './call-group'
import { writeExport } from './write-export'
import type { SessionFiles } from './session-files'

/** Captures that are looked through for the other end of a connection. */
const mostCandidates = 32
/** Both ends begin and end within this time, ms. */
const slack = 5_000

/** Timelines: those of their session, with every path checked before. */
export function timelineCalls(
  { handlers }: TimelineSession,
  engine: Engine,
  files: SessionFiles,
): CallGroup<'timeline'> {
  /** Captures in the folder of one that lies elsewhere, where this session may read them. */
  async function beside(capture: string): Promise<readonly CaptureSummary[]> {
    const folder = dirname(capture)
    if (folder === engine.folders.captures) return []
    const permitted = await files.capturePath(folder).catch(() => null)
    return permitted === null ? [] : listCaptures(permitted, engine.liveCaptures)
  }

  return {
    ...handlers,
    async 'timeline.open'({ lanes, ...view }) {
      const permitted = lanes.map(async (lane) => ({
        ...lane,
        capture: await files.capturePath(lane.capture),
      }))
      return handlers['timeline.open']({ ...view, lanes: await Promise.all(permitted) })
    },
    async 'timeline.save'({ path, svg }) {
      await writeExport(await files.exportPath(path), svg)
      return null
    },
    async 'timeline.partner'({ capture, peer, leg }) {
      const path = await files.capturePath(capture)
      const own = await engine.library.summary(path)
      const candidates = otherCaptures(own, [...(await engine.library.list()), ...(await beside(path))])
      return engine.queries.findPartner({ capture: path, peer, leg, candidates })
    },
  }
}

/** Captures that were recorded at the same time, those that began closest to it first. */
function otherCaptures(own: CaptureSummary, all: readonly CaptureSummary[]): readonly string[] {
  const end = ({ endedAt }: CaptureSummary) => (endedAt ?? Infinity) + slack
  const distance = ({ startedAt }: CaptureSummary) => Math.abs(startedAt - own.startedAt)
  return all
    .filter((one) => one.capture !== own.capture && one.startedAt < end(own) && own.startedAt < end(one))
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, mostCandidates)
    .map(({ capture }) => capture)
}
