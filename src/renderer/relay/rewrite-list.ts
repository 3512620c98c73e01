import type { Replacement, Rewrite } from '../../shared/relay/rewrite'

/** A new rewriting at the end; it is off, as there is nothing to look for yet. */
export function withNew(list: readonly Rewrite[], name: string): readonly Rewrite[] {
  const ids = new Set(list.map(({ id }) => id))
  let number = list.length + 1
  while (ids.has(`r${number}`)) number += 1
  return [
    ...list,
    {
      id: `r${number}`,
      name,
      on: true,
      direction: 'both',
      replacement: { by: 'text', find: '', replace: '' },
    },
  ]
}

export function withChange(
  list: readonly Rewrite[],
  id: string,
  change: Partial<Rewrite>,
): readonly Rewrite[] {
  return list.map((one) => (one.id === id ? { ...one, ...change } : one))
}

/** What is typed stays, whatever it is looked for by. */
export function withManner(replacement: Replacement, by: Replacement['by']): Replacement {
  const { find, replace } = replacement
  return by === 'regex' ? { by, find, replace, flags: '' } : { by, find, replace }
}

/** Moves one up (-1) or down (1); the same list where it stands at the end already. */
export function withMove(list: readonly Rewrite[], id: string, step: -1 | 1): readonly Rewrite[] {
  const at = list.findIndex((one) => one.id === id)
  const to = at + step
  const moved = list[at]
  if (!moved || to < 0 || to >= list.length) return list
  return list.toSpliced(at, 1).toSpliced(to, 0, moved)
}
