import { compileRewrite } from '../../shared/relay/compile-rewrite'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { failureText, toFailure } from '../../shared/contract/errors'
import type { Replacement, Rewrite, RewriteDirection } from '../../shared/relay/rewrite'
import { usageError } from './command-failure'

/** How `--rewrite` is written, for help and refusals. */
export const rewriteForm = '[in:|out:][text:|hex:|regex:]FIND=>REPLACE'

const form = /^(?:(in|out):)?(?:(text|hex|regex):)?(.*?)=>(.*)$/s

/**
 * The rewritings that `--rewrite` flags stand for, in their order: `in:text:secret=>public`. Fails with `E_USAGE` where
 * one is wrong.
 */
export function rewritesFromFlags(texts: readonly string[], encoding: TextEncoding): Rewrite[] {
  return texts.map((text, index) => {
    const match = form.exec(text)
    if (!match) throw usageError(`--rewrite is written ${rewriteForm}, not ${text}`)
    const [, direction, by, find, replace] = match
    const rewrite: Rewrite = {
      id: `r${index + 1}`,
      name: text.slice(0, 80),
      on: true,
      direction: (direction ?? 'both') as RewriteDirection,
      replacement: replacement((by ?? 'text') as Replacement['by'], find!, replace!),
    }
    check(rewrite, encoding)
    return rewrite
  })
}

function replacement(by: Replacement['by'], find: string, replace: string): Replacement {
  return by === 'regex' ? { by, find, replace, flags: '' } : { by, find, replace }
}

function check(rewrite: Rewrite, encoding: TextEncoding): void {
  try {
    compileRewrite(rewrite, encoding)
  } catch (thrown) {
    throw usageError(`--rewrite ${rewrite.name}: ${failureText(toFailure(thrown), 'en')}`)
  }
}
