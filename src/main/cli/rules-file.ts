import { toFailure, SockwrightError } from '../../shared/contract/errors'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { noRules, type RuleList } from '../../shared/rules/rule'
import { longestRuleFile, parseRuleFile } from '../../shared/rules/rule-file'
import { textFromFile } from './text-file'

/**
 * The rules of the file that `--rules` names; none without the flag. Fails with `E_USAGE` where it cannot be read, and
 * with `E_RULES_FILE`, which names the rule and the place, where something in it is wrong.
 */
export async function rulesFromFile(
  path: string | null,
  encoding: TextEncoding,
  sequences: ReadonlySet<string>,
): Promise<RuleList> {
  if (path === null) return noRules
  const text = await textFromFile('--rules', path, longestRuleFile)
  try {
    // The workspace of a command has no variables.
    return parseRuleFile(text, { encoding, variables: new Set(), sequences })
  } catch (thrown) {
    const { code, details } = toFailure(thrown)
    throw new SockwrightError(code, { ...details, path }, { cause: thrown })
  }
}
