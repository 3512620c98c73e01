import { resolve } from 'node:path'
import type { LogRow, ViewProgress } from '../../shared/contract/engine/view-calls'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { SockwrightError } from '../../shared/contract/errors'
import type { ExportFormatWriter } from '../engine/query/formats/exported-record'
import { jsonlFormat } from '../engine/query/formats/jsonl-format'
import { textFormat } from '../engine/query/formats/text-format'
import { wholeMessage } from './capture-follower'
import type { EngineCaller } from './command-engine'
import { tellOnStandardError } from './command-failure'
import { runTask } from './run-task'
import type { StandardOutput } from './standard-output'

export interface ShowPlan {
  readonly filter: string
  /** Number of the first record to print. */
  readonly from: number
  readonly count: number
  readonly json: boolean
  /** In which text is read; null: that of the capture. */
  readonly encoding: TextEncoding | null
}

/** Rows asked for at once. */
const pageRows = 500
const previewBytes = 4_096

/** Prints the records of a capture in order; returns the exit code. Throws a coded failure where it cannot be read. */
export function showCapture(capture: string, plan: ShowPlan): Promise<number> {
  return runTask(null, ({ engine, output, signal }) => print(engine, resolve(capture), plan, output, signal))
}

async function print(
  engine: EngineCaller,
  capture: string,
  plan: ShowPlan,
  output: StandardOutput,
  signal: AbortSignal,
): Promise<void> {
  const encoding = plan.encoding ?? (await engine.call('capture.summary', { capture })).encoding
  const writer = plan.json ? jsonlFormat({ encoding }) : textFormat({ encoding })
  const { view, total } = await openWholeView(engine, { capture, filter: plan.filter, encoding })
  const notes = await notesOf(engine, capture)
  const first = await engine.call('view.locate', { view, record: plan.from })
  const end = first === null ? 0 : Math.min(total, first + plan.count)
  for (let from = first ?? 0; from < end && !signal.aborted;) {
    const count = Math.min(pageRows, end - from)
    const wanted = { view, from, count, preview: previewBytes, addresses: true }
    const { rows } = await engine.call('view.rows', wanted)
    if (rows.length === 0) return
    for (const row of rows)
      output.write(await textOf(engine, capture, row, notes.get(row.record) ?? null, writer))
    await output.drained(signal)
    from += rows.length
  }
}

async function textOf(
  engine: EngineCaller,
  capture: string,
  row: LogRow,
  note: string | null,
  writer: ExportFormatWriter<string>,
): Promise<string> {
  const data = row.event ? new Uint8Array() : await wholeMessage(engine, capture, row)
  const whole = { offset: 0, pass: 0, goesOn: false }
  return writer.records([
    { facts: row, address: row.address ?? '', ends: null, data, ...whole, event: row.event, note },
  ])
}

/** The notes of bookmarks by record; what cannot be read of them is told and left out. */
async function notesOf(engine: EngineCaller, capture: string): Promise<ReadonlyMap<number, string>> {
  const { bookmarks, problem } = await engine.call('note.list', { capture })
  if (problem) tellOnStandardError(`${problem.message} (${problem.code})`)
  return new Map(bookmarks.map(({ record, note }) => [record, note]))
}

/** Resolves when the filter has seen every record. */
async function openWholeView(
  engine: EngineCaller,
  what: { readonly capture: string; readonly filter: string; readonly encoding: TextEncoding },
): Promise<{ readonly view: string; readonly total: number }> {
  const early = new Map<string, ViewProgress>()
  let finished: ((progress: ViewProgress) => void) | null = null
  const off = engine.on('view.progress', (progress) => {
    if (!progress.done) return
    early.set(progress.view, progress)
    finished?.(progress)
  })
  const opened = await engine.call('view.open', what)
  const done = opened.done ? opened : early.get(opened.view)
  const { total, failure } = done ?? (await new Promise<ViewProgress>((resolve) => (finished = resolve)))
  off()
  if (failure) throw SockwrightError.from(failure)
  return { view: opened.view, total }
}
