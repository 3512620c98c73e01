import { SockwrightError } from '../../shared/contract/errors'
import { knownEncoding, type TextEncoding } from '../../shared/encoding/text-encoding'
import { socketRoles } from '../../shared/endpoints/endpoint-kind'
import type { Sequence } from '../../shared/sequences/sequence'
import type { RuleList } from '../../shared/rules/rule'
import type { EndpointScript } from '../../shared/scripts/endpoint-script'
import { startCommandEngine, type EngineCaller } from './command-engine'
import { Ending } from './ending'
import { JsonReporter, PlainReporter, type EndpointReporter } from './endpoint-reporter'
import { exitCodes } from './command-failure'
import { flushed } from './flushed'
import { rulesFromFile } from './rules-file'
import { scriptFromFile } from './script-file'
import { sequencesFromFile, withOpeningSequence } from './sequence-file'
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
  /** The file of its script; null where it has none. */
  readonly scriptFile: string | null
  /** The file of its sequences; null where it has none. */
  readonly sequenceFile: string | null
}

/**
 * Runs an endpoint until a signal, the end of its duration or its own end; tells what happens and, last, the summary.
 * Returns the exit code. Throws what kept the engine from starting.
 */
export async function runEndpoint(plan: EndpointPlan, outputPlan: OutputPlan): Promise<number> {
  const sequences = await sequencesFromFile(outputPlan.sequenceFile, planEncoding(plan))
  const names = new Set(sequences.map(({ name }) => name))
  const rules = await rulesFromFile(outputPlan.rulesFile, planEncoding(plan), names)
  const script = await scriptFromFile(outputPlan.scriptFile)
  const ending = new Ending()
  const output = new StandardOutput(() => ending.cut())
  const reporter: EndpointReporter = outputPlan.json
    ? new JsonReporter(output, !outputPlan.quiet)
    : new PlainReporter(output, !outputPlan.quiet, ending.hurrySignal, planEncoding(plan), endsWithPeer(plan))
  try {
    const work = { ...plan, rules, script, sequences }
    const asExpected = await runWithEngine(work, outputPlan, ending, reporter)
    await flushed(process.stdout, ending.hurrySignal)
    if (!asExpected) return exitCodes.expectation
    return ending.failure ? exitCodes.environment : exitCodes.success
  } finally {
    ending.release()
    output.release()
  }
}

/** Does the command end with its connection? */
function endsWithPeer({ kind, options }: EndpointPlan): boolean {
  return socketRoles[kind] === 'client' && options['reconnect'] !== true
}

/** The encoding among the options of a plan. */
function planEncoding({ options }: EndpointPlan): TextEncoding {
  const { encoding } = options
  return typeof encoding === 'string' ? knownEncoding(encoding) : 'utf-8'
}

/** Resolves to whether all sequences passed. */
async function runWithEngine(
  plan: EndpointPlan & {
    readonly rules: RuleList
    readonly script: EndpointScript
    readonly sequences: readonly Sequence[]
  },
  { capturesFolder }: OutputPlan,
  ending: Ending,
  reporter: EndpointReporter,
): Promise<boolean> {
  const command = await startCommandEngine({
    capturesFolder,
    onProblem: (failure) => reporter.failure(failure),
  })
  try {
    const { kind, name, options, rewrites = [], sequences, script } = plan
    await checkScript(command.engine, script)
    for (const sequence of sequences) await command.engine.call('sequence.put', { sequence })
    const first = sequences[0] ?? null
    // A connection runs it as it opens; datagrams have none.
    const opens = first !== null && socketRoles[kind] !== 'datagrams'
    const rules = opens ? withOpeningSequence(plan.rules, first.name) : plan.rules
    const config = await command.engine.call('endpoint.create', {
      kind,
      name,
      options,
      rules,
      script,
      rewrites: [...rewrites],
    })
    const wanted = { ...plan, sequence: first?.id ?? null }
    const endpoint = new RunningEndpoint(wanted, command.engine, config, ending, reporter)
    const summary = await Promise.race([endpoint.run(), command.crashed])
    reporter.summary(capturesFolder === null ? { ...summary, capture: null } : summary)
    return endpoint.asExpected
  } finally {
    await command.stop()
  }
}

/** A script that cannot even be read ends the command before anything is opened. Throws `E_SCRIPT_SYNTAX`. */
async function checkScript(engine: EngineCaller, { source }: EndpointScript): Promise<void> {
  if (source === '') return
  const failure = await engine.call('script.check', { source })
  if (failure) throw SockwrightError.from(failure)
}
