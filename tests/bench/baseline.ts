import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { ScenarioResult, Verdict } from './scenario'

const file = join(import.meta.dirname, 'results', 'baseline.json')
/** Differences up to this share are taken for scatter, however little the rounds differed. */
const leastScatter = 0.15

const KeptRowSchema = v.object({ value: v.number(), values: v.array(v.number()) })
const BaselineSchema = v.object({
  at: v.string(),
  short: v.boolean(),
  machine: v.record(v.string(), v.union([v.string(), v.number()])),
  /** By scenario and row. */
  rows: v.record(v.string(), KeptRowSchema),
})
export type Baseline = v.InferOutput<typeof BaselineSchema>
type KeptRow = v.InferOutput<typeof KeptRowSchema>

/** How a figure compares with the kept one: `ratio` of the two, and whether it is worse by more than they scatter. */
export interface Comparison {
  readonly before: number
  readonly ratio: number
  readonly worse: boolean
}

/** The kept run; null where none was kept. Throws where the file is no baseline. */
export async function readBaseline(): Promise<Baseline | null> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return null
    throw thrown
  })
  return text === null ? null : v.parse(BaselineSchema, JSON.parse(text))
}

/** Keeps a run as what later ones are compared with; rows of scenarios that did not run stay as they were. */
export async function keepBaseline(
  run: Omit<Baseline, 'rows'>,
  results: Readonly<Record<string, ScenarioResult>>,
  before: Baseline | null,
): Promise<void> {
  const rows: Record<string, KeptRow> = { ...before?.rows }
  for (const [scenario, { verdicts }] of Object.entries(results)) {
    for (const { row, value, values } of verdicts)
      rows[rowName(scenario, row)] = { value, values: [...values] }
  }
  await writeFile(file, `${JSON.stringify({ ...run, rows }, null, 2)}\n`)
}

/** Null where the kept run does not have the row, or was of other sizes. */
export function compare(
  baseline: Baseline | null,
  short: boolean,
  scenario: string,
  verdict: Verdict,
): Comparison | null {
  const kept = baseline?.short === short ? baseline.rows[rowName(scenario, verdict.row)] : undefined
  if (!kept) return null
  const ratio = kept.value === 0 ? (verdict.value === 0 ? 1 : Infinity) : verdict.value / kept.value
  const scatter = Math.max(leastScatter, spread(kept.values), spread(verdict.values))
  const worse = verdict.better === 'higher' ? ratio < 1 - scatter : ratio > 1 + scatter
  return { before: kept.value, ratio, worse }
}

function rowName(scenario: string, row: string): string {
  return `${scenario}/${row}`
}

/** How far the rounds lie apart, as a share of their middle. */
function spread(values: readonly number[]): number {
  if (values.length < 2) return 0
  const low = Math.min(...values)
  const high = Math.max(...values)
  return high + low === 0 ? 0 : (high - low) / (high + low)
}
