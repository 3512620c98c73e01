import type { BenchSurroundings, Measurement } from './scenario'
import { median } from './statistics'
import { touchMemory } from './touched-memory'

/** One way of doing the work; `round` returns a figure under each name of {@link runRounds}' units. */
export interface Candidate {
  readonly name: string
  round(): Promise<Readonly<Record<string, number>>>
}

/**
 * Runs all candidates once to warm up (not in a short run), then `rounds` times in turn, so that what else the machine does meets all of
 * them alike. `units` names the figures of a round and their units. A round begins with memory for `fileBytes` of files.
 */
export async function runRounds(
  candidates: readonly Candidate[],
  rounds: number,
  units: Readonly<Record<string, string>>,
  { log, short, folder }: BenchSurroundings,
  fileBytes = 0,
): Promise<Measurement[]> {
  const figures = new Map<string, number[]>()
  for (let round = short ? 1 : 0; round <= rounds; round += 1) {
    for (const candidate of turned(candidates, round)) {
      await touchMemory(folder, fileBytes)
      const result = await candidate.round()
      const line = Object.entries(result).map(([what, value]) => `${what} ${format(value)} ${units[what]}`)
      log(`${round === 0 ? 'warm-up' : `round ${round}`}  ${candidate.name}: ${line.join(', ')}`)
      if (round === 0) continue
      for (const [what, value] of Object.entries(result)) {
        const key = JSON.stringify([candidate.name, what])
        figures.set(key, [...(figures.get(key) ?? []), value])
      }
    }
  }
  return [...figures].map(([key, values]) => {
    const [candidate, what] = JSON.parse(key) as [string, string]
    return { candidate, what, unit: units[what] ?? '', value: median(values), values }
  })
}

/** The order changes from round to round: nobody always runs on a disk that another has just filled. */
function turned<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

/** A figure with three significant digits, or whole from 1000 up. */
export function format(value: number): string {
  return value >= 1_000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))
}

/** The figures of all rounds; fails where there are none. */
export function valuesOf(
  measurements: readonly Measurement[],
  candidate: string,
  what: string,
): readonly number[] {
  const found = measurements.find((one) => one.candidate === candidate && one.what === what)
  if (!found) throw new Error(`${what} of ${candidate} was not measured`)
  return found.values
}

/**
 * How `what` of `candidate` compares with that of `other`, for each round: within a round both ran shortly after each
 * other, so that slow changes of the machine cancel out.
 */
export function ratios(
  measurements: readonly Measurement[],
  candidate: string,
  other: string,
  what: string,
): readonly number[] {
  const others = valuesOf(measurements, other, what)
  return valuesOf(measurements, candidate, what).map((value, round) => value / others[round]!)
}
