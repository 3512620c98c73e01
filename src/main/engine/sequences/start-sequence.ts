import { SockwrightError } from '../../../shared/contract/errors'
import type { PayloadMatch } from '../../../shared/payload/payload-context'
import { compileSequence, type SequenceSetting } from '../../../shared/sequences/compile-sequence'
import type { Sequence } from '../../../shared/sequences/sequence'
import { stepNumber } from '../../../shared/sequences/step-path'
import type { Engine } from '../engine'
import type { Endpoint } from '../endpoints/endpoint'
import type { BehaviourPeer } from '../rules/behaviour'
import { SequenceRun } from './sequence-run'

/** What is known where the sequences of the open workspace run on `endpoint`. */
function settingOf(engine: Engine, { config, sendings }: Endpoint): SequenceSetting {
  const { payloads } = engine.workspace.state
  return {
    encoding: config.options.encoding,
    variables: new Set(Object.keys(sendings.sources.variables)),
    savedPayload: (name) => payloads.find((one) => one.name === name)?.payload ?? null,
  }
}

/**
 * Begins to run a sequence on one connection. Fails with `E_SEQUENCE_CONSENT`, `E_SEQUENCE_EMPTY`, `E_SEQUENCE_STEP` for
 * a step that cannot be done, `E_ENDPOINT_STATE`, `E_RUN_LIMIT`.
 */
export function startSequence(
  engine: Engine,
  endpoint: Endpoint,
  { id, name, steps }: Sequence,
  peer: BehaviourPeer,
  match: PayloadMatch | null = null,
): SequenceRun {
  if (!engine.workspace.mayAct) throw new SockwrightError('E_SEQUENCE_CONSENT', { name })
  if (steps.length === 0) throw new SockwrightError('E_SEQUENCE_EMPTY', { name })
  const reading = compileSequence({ steps }, { ...settingOf(engine, endpoint), hasMessage: match !== null })
  if (!reading.ok) {
    const [{ path, failure }] = reading.problems as [(typeof reading.problems)[number]]
    const reason = failure.message.replace(/\.$/, '')
    throw new SockwrightError('E_SEQUENCE_STEP', { step: stepNumber(path), reason, failure })
  }
  const sendPath = (path: string) => engine.sendPath(path)
  const plan = { id, name, steps: reading.steps, peer, match, sendPath }
  return engine.runs.start(endpoint, (run, host) => new SequenceRun(run, endpoint, plan, host))
}
