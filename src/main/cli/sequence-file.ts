import { readFile, stat } from 'node:fs/promises'
import { SockwrightError, toFailure } from '../../shared/contract/errors'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { Rule, RuleAction, RuleList } from '../../shared/rules/rule'
import type { Sequence } from '../../shared/sequences/sequence'
import { assertRunnable, longestSequenceFile, parseSequences } from '../../shared/sequences/sequence-file'
import { usageError } from './command-failure'

/**
 * The sequences of the file that `--sequence` names; none without the flag. Fails with `E_USAGE` where it cannot be read,
 * and with `E_SEQUENCE_FILE`, which names the sequence and the place, where something in it is wrong.
 */
export async function sequencesFromFile(
  path: string | null,
  encoding: TextEncoding,
): Promise<readonly Sequence[]> {
  if (path === null) return []
  const text = await readSequenceFile(path)
  try {
    const sequences = parseSequences(text)
    // The workspace of a command has neither variables nor payloads.
    const setting = { encoding, variables: new Set<string>(), savedPayload: () => null }
    for (const sequence of sequences) assertRunnable(sequence, setting)
    return sequences.map((sequence, index) => ({ id: `s-${index + 1}`, ...sequence }))
  } catch (thrown) {
    const { code, details } = toFailure(thrown)
    throw new SockwrightError(code, { ...details, path }, { cause: thrown })
  }
}

async function readSequenceFile(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    // A character has up to four bytes.
    const most = 4 * longestSequenceFile
    if (size > most) throw usageError(`--sequence: ${path} has more than ${most} bytes`)
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof SockwrightError) throw thrown
    const reason = (thrown as NodeJS.ErrnoException).code ?? 'failed'
    throw usageError(`--sequence: ${path} cannot be read (${reason})`)
  }
}

/**
 * `list`, with the sequence `name` run on each connection as it opens, so that it hears the first message. Where only
 * the first rule acts, each that acts on opening runs it too.
 */
export function withOpeningSequence({ which, rules }: RuleList, name: string): RuleList {
  const run: RuleAction = { do: 'sequence', sequence: name }
  const opens = ({ on, trigger }: Rule) => on && trigger.when === 'opened'
  const kept =
    which === 'all'
      ? rules
      : rules.map((rule) => (opens(rule) ? { ...rule, actions: [...rule.actions, run] } : rule))
  const own: Rule = {
    id: 'sequence-flag',
    name: `run ${name}`.slice(0, 80),
    on: true,
    trigger: { when: 'opened' },
    actions: [run],
    delayMs: 0,
    jitterMs: 0,
    probability: 1,
    limit: null,
  }
  return { which, rules: [...kept, own] }
}
