import type { SelectionStep } from './row-selection'

/** What a key asks of a log. */
export type LogKeyAction =
  | { readonly do: 'select'; readonly step: SelectionStep }
  | { readonly do: 'scroll'; readonly by: number }
  | { readonly do: 'end' | 'start' | 'copy' | 'bookmark' | 'note' | 'expand' | 'collapse' | 'none' }
  | { readonly do: 'bookmarks'; readonly to: 'next' | 'previous' }

interface LogKey {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** The rows a page key moves by, and whether there is a selection to move. */
interface LogKeyContext {
  readonly page: number
  readonly hasSelection: boolean
}

const lines: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 }
const pages: Readonly<Record<string, -1 | 1>> = { PageUp: -1, PageDown: 1 }
const nothing: LogKeyAction = { do: 'none' }

/**
 * What `key` asks for. Arrows choose rows; PageUp and PageDown move the chosen row, or scroll where there is none; Home
 * and End go to the first and last row, with or without Ctrl. B sets a bookmark and N writes its note, Alt with an arrow
 * goes from bookmark to bookmark; right and left show and hide the records of a run.
 */
export function logKeyAction(key: LogKey, { page, hasSelection }: LogKeyContext): LogKeyAction {
  const command = key.ctrlKey || key.metaKey
  const letter = key.key.toLowerCase()
  if (command && letter === 'a') return { do: 'select', step: { to: 'all' } }
  if (command && letter === 'c') return { do: 'copy' }
  if (key.altKey) return withAlt(key.key)
  if (!command && letter === 'b') return { do: 'bookmark' }
  if (!command && letter === 'n') return { do: 'note' }
  if (key.key === 'ArrowRight') return { do: 'expand' }
  if (key.key === 'ArrowLeft') return { do: 'collapse' }
  const line = lines[key.key]
  if (line && !command) return { do: 'select', step: { to: 'relative', by: line, extend: key.shiftKey } }
  const pageStep = pages[key.key]
  if (pageStep && hasSelection) {
    return { do: 'select', step: { to: 'relative', by: pageStep * page, extend: key.shiftKey } }
  }
  if (pageStep) return { do: 'scroll', by: pageStep * page }
  if (key.key === 'Home' || key.key === 'End') return edge(key.key, key.shiftKey && hasSelection)
  return nothing
}

function withAlt(key: string): LogKeyAction {
  if (key === 'ArrowDown') return { do: 'bookmarks', to: 'next' }
  if (key === 'ArrowUp') return { do: 'bookmarks', to: 'previous' }
  return nothing
}

function edge(key: 'Home' | 'End', extend: boolean): LogKeyAction {
  if (extend) return { do: 'select', step: { to: key === 'Home' ? 'first' : 'last', extend } }
  return { do: key === 'Home' ? 'start' : 'end' }
}
