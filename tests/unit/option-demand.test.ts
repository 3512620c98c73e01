import { describe, expect, it } from 'vitest'
import { optionFailure } from '../../src/main/engine/option-failure'
import { failureText } from '../../src/shared/contract/errors'
import { checkOptions } from '../../src/shared/endpoints/endpoint-config'
import { endpointKinds } from '../../src/shared/endpoints/endpoint-kind'
import { optionDefinitions } from '../../src/shared/endpoints/options/option-definitions'
import type { OptionDefinitions } from '../../src/shared/endpoints/options/option'
import { optionDemand } from '../../src/shared/endpoints/options/option-demand'

/** What a person reads of options that are wrong. */
function words(input: Record<string, unknown>, language: 'en' | 'zh-CN' = 'en'): string {
  const check = checkOptions('tcp-server', input)
  return check.ok ? '' : failureText(optionFailure(check.issues[0]!, input), language)
}

describe('what is said of a wrong option', () => {
  it.each([
    [
      { keepAliveDelay: 'soon' },
      'The option “Keep-alive after” is wrong: it is a whole number from 1000 to 7200000.',
    ],
    [{ echo: 'yes' }, 'The option “Echo” is wrong: it is either true or false.'],
    [{ greet: 7 }, 'The option “Greeting” is wrong: it is a text of at most 65536 characters.'],
    [{ framing: 'fixed:0' }, 'The option “Framing” is wrong: '],
    [{ framing: 3 }, 'The option “Framing” is wrong: '],
    [{ colour: 'red' }, 'The option “colour” is wrong: there is no such option.'],
    [{ port: 70_000 }, '65535'],
  ])('%j', (input, text) => {
    expect(words(input)).toContain(text)
    expect(words(input, 'zh-CN')).not.toMatch(/\{|object|undefined|NaN/)
  })

  it.each(
    endpointKinds.flatMap((kind) =>
      Object.keys(optionDefinitions[kind]).map((name) => [kind, name] as const),
    ),
  )('has words for %s, %s', (kind, name) => {
    const definitions: OptionDefinitions = optionDefinitions[kind]
    const demand = optionDemand(definitions[name]!, {})
    expect(demand.en + demand['zh-CN']).not.toMatch(/NaN|undefined|[Ii]nvalid|[Ee]xpected/)
  })
})
