import { mkdirSync, openSync, writeSync, closeSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { causes, directions, recordKinds, type FixedCause } from '../../src/shared/capture/record'
import type { CaptureEvent } from '../../src/shared/capture/capture-event'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import type { CaptureMeta } from '../../src/main/engine/capture/capture-meta'
import { captureFiles, captureFolderName } from '../../src/main/engine/capture/capture-names'
import { entrySize, writeEntry } from '../../src/main/engine/capture/record-entry'

/** What to put into a capture: a message, or an event. */
export type SampleRecord =
  | {
      readonly direction: 'in' | 'out'
      readonly peer: number
      readonly data: Uint8Array
      readonly cause?: FixedCause
      readonly flags?: number
    }
  | { readonly peer: number; readonly event: CaptureEvent }

const startTime = 1_750_000_000_000_000

/** Writes a capture folder byte by byte as `docs/capture-format.md` says, without the recorder. */
export class WrittenCapture {
  readonly folder: string
  private readonly files: { payload: number; index: number; events: number }
  private readonly ends = { payload: 0, events: 0 }
  private count = 0

  constructor(
    parent: string,
    series: string,
    part = 1,
    private readonly firstRecord = 1,
    kind: EndpointKind = 'tcp-server',
  ) {
    this.folder = path.join(parent, captureFolderName(series, part))
    mkdirSync(this.folder, { recursive: true })
    const open = (name: string) => openSync(path.join(this.folder, name), 'a')
    this.files = {
      payload: open(captureFiles.payload),
      index: open(captureFiles.index),
      events: open(captureFiles.events),
    }
    const meta: CaptureMeta = {
      format: 'sockwright-capture',
      version: 1,
      engine: '0.1.0',
      endpoint: { id: 'e1', name: series, kind, options: {} },
      series: { name: series, part, firstRecord, firstPeer: 1 },
      encodings: { text: 'utf8' },
      startedAt: startTime / 1_000,
      endedAt: null,
      closed: false,
      checkpoint: { payload: 0, events: 0, index: 0, messages: 0, recorded: 0 },
      lost: 0,
    }
    writeFileSync(path.join(this.folder, captureFiles.meta), JSON.stringify(meta))
    // Being recorded by a living process, so that opening it finds nothing to mend.
    const owner = { pid: process.pid, started: null, token: 'written' }
    writeFileSync(path.join(this.folder, captureFiles.lock), JSON.stringify(owner))
  }

  /** Number of the last record. */
  get records(): number {
    return this.firstRecord - 1 + this.count
  }

  /** µs; records are 1 ms apart. */
  timeOf(record: number): number {
    return startTime + record * 1_000
  }

  /** Appends records; they are visible when this returns. */
  append(records: Iterable<SampleRecord>): void {
    let payload: Uint8Array[] = []
    let events: Uint8Array[] = []
    let entries: Uint8Array[] = []
    const flush = () => {
      writeSync(this.files.payload, Buffer.concat(payload))
      writeSync(this.files.events, Buffer.concat(events))
      writeSync(this.files.index, Buffer.concat(entries))
      payload = []
      events = []
      entries = []
    }
    for (const record of records) {
      entries.push(this.entry(record, payload, events))
      if (entries.length === 50_000) flush()
    }
    flush()
  }

  close(): void {
    for (const fd of Object.values(this.files)) closeSync(fd)
  }

  private entry(record: SampleRecord, payload: Uint8Array[], events: Uint8Array[]): Uint8Array {
    this.count += 1
    const entry = new Uint8Array(entrySize)
    const time = this.timeOf(this.records)
    const view = new DataView(entry.buffer)
    if ('event' in record) {
      const bytes = Buffer.from(JSON.stringify(record.event))
      events.push(bytes)
      writeEntry(view, 0, time, this.ends.events, bytes.length, record.peer, recordKinds.event, 0, 0, 0)
      this.ends.events += bytes.length
      return entry
    }
    const { data, peer, direction, flags = 0 } = record
    payload.push(data)
    const cause = causes[record.cause ?? 'none']
    writeEntry(
      view,
      0,
      time,
      this.ends.payload,
      data.length,
      peer,
      recordKinds.message,
      directions[direction],
      flags,
      cause,
    )
    this.ends.payload += data.length
    return entry
  }
}
