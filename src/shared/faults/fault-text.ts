import * as v from 'valibot'
import { fillText, languages, type LocalText } from '../language/local-text'
import { faultDefinitions, faultNames, type FaultName, type FaultUnit } from './fault-definitions'
import {
  faultDirections,
  mostSeed,
  noDirectionFaults,
  noFaults,
  type DirectionFaults,
  type FaultDirection,
  type FaultLimit,
  type FaultPlan,
} from './fault-plan'

export type FaultCheck =
  { readonly ok: true; readonly plan: FaultPlan } | { readonly ok: false; readonly reason: LocalText }

/** The longest limit in seconds: a day. */
const mostSeconds = 86_400
const mostText = 2_000

const known = [...faultNames.map((name) => faultDefinitions[name].name), 'seed'].join(', ')

const reasons = {
  form: {
    en: 'faults are written name=value, joined by commas, such as delay=50,drop=1%; “{part}” is not',
    'zh-CN': '故障写作“名称=值”，用逗号连接，例如 delay=50,drop=1%；“{part}”不是',
  },
  name: {
    en: `“{part}” is no fault: use ${known}, each after in. or out. for one direction`,
    'zh-CN': `“{part}”不是故障：可用 ${known}，前加 in. 或 out. 表示单个方向`,
  },
  seed: {
    en: `a seed is a whole number from 0 to ${mostSeed}`,
    'zh-CN': `种子为 0 到 ${mostSeed} 的整数`,
  },
  ms: { en: '{name} is a whole number of ms up to {most}', 'zh-CN': '{name} 为至多 {most} 的毫秒整数' },
  bytes: {
    en: '{name} is a number of bytes up to {most}, such as 1500 or 64k',
    'zh-CN': '{name} 为至多 {most} 的字节数，例如 1500 或 64k',
  },
  percent: {
    en: '{name} is a percentage from 0 to 100 with its sign, such as 1%',
    'zh-CN': '{name} 为 0 到 100 的百分比并带百分号，例如 1%',
  },
  limit: {
    en: '{name} comes after bytes up to {most}, such as 64k, or seconds up to 86400, such as 2.5s',
    'zh-CN': '{name} 发生在至多 {most} 的字节数（例如 64k）或至多 86400 的秒数（例如 2.5s）之后',
  },
} as const satisfies Readonly<Record<string, LocalText>>

/** Reads the text of faults, as `--fault`, the form and a workspace have it (grammar: docs/faults.md). */
export function parseFaults(text: string): FaultCheck {
  let plan: FaultPlan = noFaults
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const match = /^(?:(in|out)\.)?([a-z-]+)\s*=\s*(\S+)$/i.exec(part)
    if (!match) return refused(reasons.form, { part })
    const [, way, word, value] = match
    const next =
      way === undefined && word === 'seed' ? withSeed(plan, value!) : withFault(plan, way, word!, value!)
    if (!('seed' in next)) return next
    plan = next
  }
  return { ok: true, plan }
}

/** The text of a plan, which {@link parseFaults} reads back; empty where nothing is done. */
export function formatFaults(plan: FaultPlan): string {
  const parts = faultNames.flatMap((name) => {
    const [incoming, outgoing] = faultDirections.map((direction) => formatValue(name, plan[direction]))
    const { name: word } = faultDefinitions[name]
    if (incoming === outgoing) return incoming === null ? [] : [`${word}=${incoming}`]
    return [
      ...(incoming === null ? [] : [`in.${word}=${incoming}`]),
      ...(outgoing === null ? [] : [`out.${word}=${outgoing}`]),
    ]
  })
  if (parts.length === 0) return ''
  return [...parts, ...(plan.seed === null ? [] : [`seed=${plan.seed}`])].join(',')
}

/** The value of one fault as it is written; null where there is none. */
export function formatValue(name: FaultName, faults: DirectionFaults): string | null {
  const value: number | FaultLimit | null = faults[name]
  if (value === null || value === 0) return null
  if (typeof value === 'object') return value.by === 'seconds' ? `${value.count}s` : formatSize(value.count)
  const { unit } = faultDefinitions[name]
  if (unit === 'percent') return `${value}%`
  return unit === 'bytes' ? formatSize(value) : String(value)
}

/** Faults as an option keeps them: their text, in the one form that {@link formatFaults} writes. */
export const FaultTextSchema = v.pipe(
  v.string(),
  v.maxLength(mostText),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const check = parseFaults(dataset.value)
    if (check.ok) return formatFaults(check.plan)
    addIssue({ message: check.reason.en })
    return NEVER
  }),
)

function withSeed(plan: FaultPlan, value: string): FaultPlan | Refusal {
  const seed = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN
  return seed <= mostSeed ? { ...plan, seed } : refused(reasons.seed, {})
}

function withFault(
  plan: FaultPlan,
  way: string | undefined,
  word: string,
  value: string,
): FaultPlan | Refusal {
  const name = faultNames.find((one) => faultDefinitions[one].name === word.toLowerCase())
  if (!name) return refused(reasons.name, { part: word })
  const { unit, most } = faultDefinitions[name]
  const read = readValue(value, unit)
  if (read === null || (typeof read === 'number' ? read : read.by === 'bytes' ? read.count : 0) > most)
    return refused(reasons[unit], { name: word, most })
  const ways: readonly FaultDirection[] = way === 'in' ? ['in'] : way === 'out' ? ['out'] : faultDirections
  return ways.reduce<FaultPlan>((changed, one) => withValue(changed, one, name, read), plan)
}

/** `plan` with one fault of one direction changed. */
function withValue(
  plan: FaultPlan,
  direction: FaultDirection,
  name: FaultName,
  value: number | FaultLimit,
): FaultPlan {
  const isNone = value === 0 || (typeof value === 'object' && value.count === 0)
  return { ...plan, [direction]: { ...plan[direction], [name]: isNone ? noDirectionFaults[name] : value } }
}

function readValue(text: string, unit: FaultUnit): number | FaultLimit | null {
  switch (unit) {
    case 'ms':
      return wholeNumber(text.replace(/ms$/, ''))
    case 'bytes':
      return readSize(text)
    case 'percent':
      return readPercent(text)
    case 'limit':
      return readLimit(text)
  }
}

function readPercent(text: string): number | null {
  const digits = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(text)?.[1]
  return digits === undefined ? null : Number(digits)
}

function readLimit(text: string): FaultLimit | null {
  const seconds = /^(\d{1,5}(?:\.\d{1,3})?)s$/.exec(text)?.[1]
  if (seconds !== undefined) {
    return Number(seconds) <= mostSeconds ? { by: 'seconds', count: Number(seconds) } : null
  }
  const bytes = readSize(text)
  return bytes === null ? null : { by: 'bytes', count: bytes }
}

const sizeUnits: Readonly<Record<string, number>> = { '': 1, k: 1_024, m: 1_048_576, g: 1_073_741_824 }

function readSize(text: string): number | null {
  const match = /^(\d{1,10})([kmg]?)$/i.exec(text)
  return match ? Number(match[1]) * sizeUnits[match[2]!.toLowerCase()]! : null
}

function formatSize(bytes: number): string {
  const unit = ['g', 'm', 'k'].find((one) => bytes % sizeUnits[one]! === 0)
  return unit === undefined ? String(bytes) : `${bytes / sizeUnits[unit]!}${unit}`
}

function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null
}

type Refusal = Extract<FaultCheck, { readonly ok: false }>

function refused(reason: LocalText, values: Readonly<Record<string, string | number>>): Refusal {
  const filled = languages.map((language) => [language, fillText(reason[language], values)])
  return { ok: false, reason: Object.fromEntries(filled) as LocalText }
}
