import type { Comparison } from './baseline'
import { format } from './rounds'
import type { ScenarioResult, Verdict } from './scenario'

/** One line of the table at the end. */
export interface TableRow {
  readonly scenario: string
  readonly verdict: Verdict
  readonly comparison: Comparison | null
}

/** Prints what one scenario measured. */
export function printResult({ measurements, skipped }: ScenarioResult): void {
  for (const { candidate, what, value, unit } of measurements) {
    console.log(`  ${candidate.padEnd(20)} ${what.padEnd(20)} ${format(value).padStart(10)} ${unit}`)
  }
  for (const reason of skipped) console.log(`  skipped: ${reason}`)
}

/** Prints all figures that are judged, each with its goal and how it compares with the kept run. */
export function printTable(rows: readonly TableRow[]): void {
  console.log('')
  const lines = rows.map(({ scenario, verdict, comparison }) => [
    scenario,
    verdict.what,
    `${format(verdict.value)} ${verdict.unit}`,
    verdict.goal,
    verdict.met === null ? '' : verdict.met ? 'met' : 'MISSED',
    comparison ? `${format(comparison.ratio)} × ${format(comparison.before)}` : '',
    comparison?.worse ? 'WORSE' : '',
  ])
  const table = [['scenario', 'figure', 'value', 'goal', '', 'of baseline', ''], ...lines]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)))
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
}
