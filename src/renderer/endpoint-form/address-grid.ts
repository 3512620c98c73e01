import type { OptionDefinition } from '../../shared/endpoints/options/option'

type Option = readonly [string, OptionDefinition]

/** Has an option of the two columns of addresses nothing beside it? A port stands beside its host, a choice beside another. */
export function standsAlone(options: readonly Option[], at: number): boolean {
  const type = options[at]![1].control.type
  if (type === 'port') return false
  const isChoice = (one: Option | undefined) => one?.[1].control.type === 'choice'
  if (type === 'choice') return !isChoice(options[at - 1]) && !isChoice(options[at + 1])
  return options[at + 1]?.[1].control.type !== 'port'
}
