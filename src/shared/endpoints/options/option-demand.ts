import * as v from 'valibot'
import type { LocalText } from '../../language/local-text'
import { parseFaults } from '../../faults/fault-text'
import { parseFraming } from '../framing'
import { parseGroups } from '../multicast-group'
import type { OptionDefinition } from './option'

/** A step of a schema as far as it is a limit. */
const LimitSchema = v.object({ type: v.string(), requirement: v.number() })

/** What a value of the option has to be, in the words of whoever gives one. Read from the schema of its definition. */
export function optionDemand(definition: OptionDefinition, given: unknown): LocalText {
  if (definition.demand) return definition.demand
  switch (definition.control.type) {
    case 'switch':
      return { en: 'it is either true or false', 'zh-CN': '只能为 true 或 false' }
    case 'port':
    case 'number':
      return numberDemand(definition)
    case 'framing':
      return framingDemand(given)
    case 'faults':
      return faultsDemand(given)
    case 'choice':
      return choiceDemand(definition.control.choices.map(({ value }) => value))
    case 'groups':
      return groupsDemand(given)
    case 'text':
    case 'secret':
    case 'file':
    case 'local-address':
    case 'datagram-target':
    case 'interface':
    case 'ciphers':
      return textDemand(definition)
  }
}

function numberDemand(definition: OptionDefinition): LocalText {
  const [from, to] = [limit(definition, 'min_value'), limit(definition, 'max_value')]
  return { en: `it is a whole number from ${from} to ${to}`, 'zh-CN': `应为 ${from} 到 ${to} 的整数` }
}

function textDemand(definition: OptionDefinition): LocalText {
  const [least, most] = [limit(definition, 'min_length') || 0, limit(definition, 'max_length')]
  return {
    en: `it is a text of ${least > 0 ? `${least} to` : 'at most'} ${most} characters`,
    'zh-CN': `应为${least > 0 ? ` ${least} 到` : '最多'} ${most} 个字符的文本`,
  }
}

function choiceDemand(values: readonly string[]): LocalText {
  const list = values.join(', ')
  return { en: `it is one of ${list}`, 'zh-CN': `应为以下之一：${list}` }
}

function faultsDemand(given: unknown): LocalText {
  const check = parseFaults(typeof given === 'string' ? given : '')
  return check.ok ? { en: 'it is too long', 'zh-CN': '内容过长' } : check.reason
}

function framingDemand(given: unknown): LocalText {
  const check = parseFraming(typeof given === 'string' ? given : '')
  return check.ok ? { en: 'it is too long', 'zh-CN': '内容过长' } : check.reason
}

function groupsDemand(given: unknown): LocalText {
  const check = parseGroups(typeof given === 'string' ? given : '@')
  return check.ok ? { en: 'it is too long', 'zh-CN': '内容过长' } : check.reason
}

/** The number that a step of the schema demands; `NaN` where it has no such step. Schemas stand inside schemas. */
function limit(definition: Pick<OptionDefinition, 'schema'>, type: string): number {
  const { pipe } = definition.schema as { readonly pipe?: readonly unknown[] }
  for (const step of pipe ?? []) {
    const found = v.safeParse(LimitSchema, step)
    if (found.success && found.output.type === type) return found.output.requirement
    const inner = step !== definition.schema && limit({ schema: step as v.GenericSchema }, type)
    if (typeof inner === 'number' && !Number.isNaN(inner)) return inner
  }
  return Number.NaN
}
