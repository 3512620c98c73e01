import { parseFraming } from '../../shared/endpoints/framing'
import { framingSummary } from '../../shared/endpoints/framing-texts'
import type { OptionDefinition } from '../../shared/endpoints/options/option'
import { formatCount } from '../language/format'
import { language, local, t } from '../language/use-language'

/**
 * What a closed group of options says of itself: values that differ from the default or are on or off, else names. An
 * option that has the name of the group speaks for it; beside it only what differs from the default is told.
 */
export function groupSummary(
  title: string,
  options: readonly (readonly [string, OptionDefinition])[],
  values: Readonly<Record<string, unknown>>,
): string {
  const namesGroup = ([, definition]: readonly [string, OptionDefinition]) =>
    local(definition.label) === title
  const detailsOnly = options.some(namesGroup)
  return options
    .flatMap((option) => {
      const [name, definition] = option
      const label = lowerFirst(local(definition.label))
      const value = values[name]
      const words = choiceWords(definition, value) ?? framingWords(definition, value) ?? valueWords(value)
      if (namesGroup(option)) return words
      const differs = value !== definition.default
      if (differs || definition.group === 'behaviour' || definition.control.type === 'framing')
        return `${label} ${words}`
      return detailsOnly ? [] : label
    })
    .join(t('form.listSeparator'))
}

/** A framing in a word or three; null for another option, and for what is no framing. */
function framingWords({ control }: OptionDefinition, value: unknown): string | null {
  const check = control.type === 'framing' ? parseFraming(String(value)) : null
  return check?.ok ? framingSummary(check.framing, language.value) : null
}

/** The words of a choice, as the form offers it. */
function choiceWords({ control }: OptionDefinition, value: unknown): string | null {
  const chosen = control.type === 'choice' && control.choices.find((choice) => choice.value === value)
  if (!chosen) return null
  return typeof chosen.label === 'string' ? chosen.label : local(chosen.label)
}

function valueWords(value: unknown): string {
  if (value === true) return t('form.on')
  if (value === false) return t('form.off')
  if (typeof value === 'number') return formatCount(value)
  const text = String(value)
  if (text === '') return t('form.none')
  return text.length > 16 ? `“${text.slice(0, 15)}…”` : `“${text}”`
}

/** `No delay` stands within a sentence as `no delay`; abbreviations keep their capitals. */
function lowerFirst(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label
}
