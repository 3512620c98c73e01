import { noRules } from '../../src/shared/rules/rule'
import { noScript } from '../../src/shared/scripts/endpoint-script'
import type { RecorderOptions } from '../../src/main/engine/capture/open-recorder'
import { entryFacts } from '../../src/main/engine/capture/record-entry'
import { openSeries } from '../../src/main/engine/capture/series-reader'
import type { RecordFacts } from '../../src/shared/capture/record'
import { defaultOptions } from '../../src/shared/endpoints/endpoint-config'

/** Options of a recorder for a small UDP endpoint. */
export function captureOptions(folder: string, more: Partial<RecorderOptions> = {}): RecorderOptions {
  return {
    capturesFolder: folder,
    endpoint: {
      id: 'e1',
      name: 'Meter',
      kind: 'udp',
      options: defaultOptions('udp'),
      rules: noRules,
      script: noScript,
    },
    engineVersion: '0.1.0',
    ...more,
  }
}

/** A record with its content: hex of a message, JSON of an event. */
export interface ReadRecord extends RecordFacts {
  readonly content: string
}

/** All records of a series; fails where a single one cannot be read whole. */
export async function readAll(folder: string): Promise<ReadRecord[]> {
  const series = await openSeries(folder)
  const records: ReadRecord[] = []
  try {
    for (let from = series.firstRecord; from <= series.records;) {
      const block = series.entriesSync(from, 10_000)
      if (!block) throw new Error(`no block at record ${from} of ${series.records}`)
      for (let index = 0; index < block.entries.count; index += 1) {
        const entry = block.entries.entry(index)
        const facts = entryFacts(entry, block.firstRecord + index, block.capture.causes)
        const content =
          facts.kind === 'event'
            ? JSON.stringify(block.capture.eventSync(entry.offset, entry.length))
            : block.capture.payloadSync(entry.offset, entry.length).toString('hex')
        records.push({ ...facts, content })
      }
      from = block.firstRecord + block.entries.count
    }
  } finally {
    series.close()
  }
  return records
}
