import type { FieldProblem } from '../controls/field-problem'
import { formatCount } from '../language/format'
import { t } from '../language/use-language'

/** What is wrong with a number that has to be whole and within a range. */
export function rangeProblem(
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): FieldProblem | null {
  if (Number.isInteger(value) && value >= min && value <= max) return null
  return { message: t('sequences.range', { min: formatCount(min), max: formatCount(max) }) }
}
