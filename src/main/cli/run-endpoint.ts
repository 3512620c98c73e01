import { knownEncoding, type TextEncoding } from '../../shared/encoding/text-encoding'
import type { RuleList } from '../../shared/rules/rule'
import { startCommandEngine } from './command-engine'
import { Ending } from './ending'
import { JsonReporter, PlainReporter, type EndpointReporter } from './endpoint-reporter'
import { exitCodes } from './command-failure'
import { flushed } from './flushed'
import { rulesFromFile } from './rules-file'
import { RunningEndpoint, type EndpointPlan } from './running-endpoint'
import { StandardOutput } from './standard-output'

/** What of a command concerns its files and output. */
export interface OutputPlan {
  readonly json: boolean
  readonly quiet: boolean
  /** Where to record. Null: nothing is kept. */
  readonly capturesFolder: string | null
  /** The file of its rules; null where it has none. */
  readonly rulesFile: string | null
}

/**
 * Runs an endpoint until a signal, the end of its duration or its own end; tells what happens and, last, the summary.
 * Returns the exit code. Throws what kept the engine from starting.
 */
export async function runEndpoint(plan: EndpointPlan, outputPlan: OutputPlan): Promise<number> {
  const rules = await rulesFromFile(outputPlan.rulesFile, planEncoding(plan))
  const ending = new Ending()
  const output = new StandardOutput(() => ending.cut())
  const reporter: EndpointReporter = outputPlan.json
    ? new JsonReporter(output, !outputPlan.quiet)
    : new PlainReporter(output, !outputPlan.quiet, ending.hurrySignal, planEncoding(plan))
  try {
    await runWithEngine({ ...plan, rules }, outputPlan, ending, reporter)
    await flushed(process.stdout, ending.hurrySignal)
    return ending.failure ? exitCodes.environment : exitCodes.success
  } finally {
    ending.release()
    output.release()
  }
}

/** The encoding among the options of a plan. */
function planEncoding({ options }: EndpointPlan): TextEncoding {
  const { encoding } = options
  return typeof encoding === 'string' ? knownEncoding(encoding) : 'utf-8'
}

async function runWithEngine(
  plan: EndpointPlan & { readonly rules: RuleList },
  { capturesFolder }: OutputPlan,
  ending: Ending,
  reporter: EndpointReporter,
): Promise<void> {
  const command = await startCommandEngine({
    capturesFolder,
    onProblem: (failure) => reporter.failure(failure),
  })
  try {
    const { kind, name, options, rules } = plan
    const config = await command.engine.call('endpoint.create', { kind, name, options, rules })
    const endpoint = new RunningEndpoint(plan, command.engine, config, ending, reporter)
    const summary = await Promise.race([endpoint.run(), command.crashed])
    reporter.summary(capturesFolder === null ? { ...summary, capture: null } : summary)
  } finally {
    await command.stop()
  }
}
