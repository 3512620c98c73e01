import type { OptionProblem } from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError } from '../../../shared/contract/errors'

/** Why the value of `option` cannot stand. */
export function optionProblem(
  option: string,
  failure: SockwrightError,
  suggestedPort: number | null = null,
): OptionProblem {
  return { option, failure: failure.toFailure(), suggestedPort }
}

/** What `thrown` says of the option that its details name, else of `option`. Throws what is no coded failure. */
export function thrownProblem(thrown: unknown, option: string): OptionProblem {
  if (!(thrown instanceof SockwrightError)) throw thrown
  return optionProblem(String(thrown.details.option ?? option), thrown)
}
