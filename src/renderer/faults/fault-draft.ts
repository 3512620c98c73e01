import { faultDefinitions, faultNames, type FaultName } from '../../shared/faults/fault-definitions'
import { faultDirections, type FaultDirection } from '../../shared/faults/fault-plan'
import { formatFaults, formatValue, parseFaults } from '../../shared/faults/fault-text'

/** The values of all faults as they are typed. */
export interface FaultDraft {
  readonly in: Readonly<Record<FaultName, string>>
  readonly out: Readonly<Record<FaultName, string>>
  readonly seed: string
}

const empty = Object.fromEntries(faultNames.map((name) => [name, ''])) as Record<FaultName, string>

/** What stands in the cells for a text of faults; nothing for one that is wrong. */
export function draftOf(text: string): FaultDraft {
  const check = parseFaults(text)
  if (!check.ok) return { in: empty, out: empty, seed: '' }
  const { plan } = check
  const cells = (direction: FaultDirection) =>
    Object.fromEntries(faultNames.map((name) => [name, formatValue(name, plan[direction]) ?? '']))
  return {
    in: cells('in') as Record<FaultName, string>,
    out: cells('out') as Record<FaultName, string>,
    seed: plan.seed === null ? '' : String(plan.seed),
  }
}

/** The text of what is typed, as short as it can be where nothing is wrong. */
export function draftText(draft: FaultDraft): string {
  const parts = faultDirections.flatMap((direction) =>
    faultNames.flatMap((name) => {
      const value = draft[direction][name].trim()
      return value === '' ? [] : [`${direction}.${faultDefinitions[name].name}=${value}`]
    }),
  )
  const seed = draft.seed.trim()
  const text = [...parts, ...(seed === '' || parts.length === 0 ? [] : [`seed=${seed}`])].join(',')
  const check = parseFaults(text)
  return check.ok ? formatFaults(check.plan) : text
}

/** `draft` with one cell changed. */
export function withCell(
  draft: FaultDraft,
  direction: FaultDirection,
  name: FaultName,
  value: string,
): FaultDraft {
  return { ...draft, [direction]: { ...draft[direction], [name]: value } }
}

/** Is this cell wrong by itself? */
export function isWrongCell(name: FaultName, value: string): boolean {
  return value.trim() !== '' && !parseFaults(`${faultDefinitions[name].name}=${value.trim()}`).ok
}
