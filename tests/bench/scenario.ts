/** What a scenario is given. */
export interface BenchSurroundings {
  /** Small sizes and few rounds, for a check rather than a figure. */
  readonly short: boolean
  /** An empty folder on the disk that is measured; removed afterwards. */
  readonly folder: string
  /** Prints progress. */
  log(line: string): void
}

/** One figure. `values` holds one number per round; `value` is their median. */
export interface Measurement {
  readonly candidate: string
  readonly what: string
  readonly unit: string
  readonly value: number
  readonly values: readonly number[]
}

/** A figure against a goal; `met` is null where there is a figure but no goal. */
export interface Verdict {
  /** Names the figure within its scenario, the same in every run. */
  readonly row: string
  readonly what: string
  readonly value: number
  /** One figure per round, as far as there were rounds; they tell how much it scatters. */
  readonly values: readonly number[]
  /** Which way a figure is better. */
  readonly better: 'higher' | 'lower'
  readonly unit: string
  readonly goal: string
  readonly met: boolean | null
}

export interface ScenarioResult {
  readonly measurements: readonly Measurement[]
  readonly verdicts: readonly Verdict[]
  /** What was left out, and why. */
  readonly skipped: readonly string[]
}

/** One kind of work that is measured. */
export interface Scenario {
  readonly name: string
  readonly title: string
  run(surroundings: BenchSurroundings): Promise<ScenarioResult>
}
