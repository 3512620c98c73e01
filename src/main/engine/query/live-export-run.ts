import { setImmediate } from 'node:timers/promises'
import type { SeriesReader } from '../capture/series-reader'
import type { ExportTask, LiveExportNews } from './export-protocol'
import { exportBatches, mannerOf, type ExportManner } from './export-run'
import type { ExportFormatWriter } from './formats/exported-record'
import type { PartialFile } from './partial-file'

/** Told how many records and bytes are in the file; called often. */
type OnLiveProgress = (records: number, bytes: number) => void

/** What has come from the engine since it was last asked for. */
export class LiveNews {
  private grew = false
  private wake: (() => void) | null = null
  /** Nothing will be added to the series any more. */
  ended = false
  /** The person wants no more of it. */
  enough = false

  take(news: LiveExportNews): void {
    if (news === 'ended') this.ended = true
    else if (news === 'enough') this.enough = true
    this.grew = true
    this.wake?.()
  }

  /** Resolves when there is some. */
  async next(): Promise<void> {
    while (!this.grew) await new Promise<void>((resolve) => (this.wake = resolve))
    this.grew = false
  }
}

/** What a live export is made with. */
export interface LiveExportParts {
  readonly series: SeriesReader
  readonly task: ExportTask
  readonly writer: ExportFormatWriter
  readonly notes: ExportManner['notes']
  readonly news: LiveNews
  readonly onProgress: OnLiveProgress
}

/**
 * Writes a series to `file` while it grows, until it has ended or it is enough; returns the length of the file. Whatever
 * is in it when a write fails ends with a whole line, packet or piece of a message.
 */
export async function writeLive(file: PartialFile, target: string, parts: LiveExportParts): Promise<number> {
  const { writer } = parts
  file.append(writer.begin())
  file.settle()
  file.moveTo(target)
  parts.onProgress(0, file.bytes)
  try {
    await follow(file, parts)
    file.append(writer.end())
    return file.finish()
  } catch (thrown) {
    file.cutBack()
    throw thrown
  }
}

async function follow(file: PartialFile, parts: LiveExportParts): Promise<void> {
  const { series, task, writer, notes, news, onProgress } = parts
  const manner = mannerOf(writer, notes, true)
  let records = 0
  let isLastRound = false
  for (const { records: more, caughtUp } of exportBatches(series, task, manner)) {
    if (more.length > 0) file.append(writer.records(more))
    records += more.filter(({ offset, pass }) => offset === 0 && pass === 0).length
    if (news.enough && !more.at(-1)?.goesOn) return
    if (!caughtUp) {
      await setImmediate()
      continue
    }
    if (writer.pause) file.append(writer.pause())
    file.settle()
    onProgress(records, file.bytes)
    if (isLastRound) return
    // What came between the last look and the end of the series is fetched in one more round.
    isLastRound = news.ended
    if (!isLastRound) await news.next()
  }
}
