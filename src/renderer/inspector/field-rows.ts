import type { DecodedField } from '../../shared/decoders/decoder'
import type { ByteRange } from './chosen-bytes'

/** A field on its line of the tree. `path` is its place, such as `0.3.1`. */
export interface FieldRow {
  readonly path: string
  readonly depth: number
  readonly field: DecodedField
  /** Null for a field that has none inside. */
  readonly open: boolean | null
}

function pathOf(parent: string, index: number): string {
  return parent === '' ? String(index) : `${parent}.${index}`
}

/** The lines of a tree: fields inside others where `isOpen` says so. */
export function fieldRows(
  fields: readonly DecodedField[],
  isOpen: (path: string, depth: number) => boolean,
  parent = '',
  depth = 0,
): FieldRow[] {
  return fields.flatMap((field, index) => {
    const path = pathOf(parent, index)
    if (field.children.length === 0) return [{ path, depth, field, open: null }]
    const open = isOpen(path, depth)
    const inner = open ? fieldRows(field.children, isOpen, path, depth + 1) : []
    return [{ path, depth, field, open }, ...inner]
  })
}

/** The innermost field that holds all bytes of `range`, null where none does. */
export function pathHolding(fields: readonly DecodedField[], range: ByteRange, parent = ''): string | null {
  const index = fields.findIndex(({ from, to }) => from <= range.from && to >= range.to)
  if (index < 0) return null
  const path = pathOf(parent, index)
  return pathHolding(fields[index]!.children, range, path) ?? path
}

/** The paths of the fields around that at `path`. */
export function pathsAround(path: string): string[] {
  const steps = path.split('.')
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('.'))
}

/** How many fields there are in all. */
export function fieldCount(fields: readonly DecodedField[]): number {
  return fields.reduce((count, { children }) => count + 1 + fieldCount(children), 0)
}
