import type { SelectionStep } from './row-selection'

/** What a key asks of a log. */
export type LogKeyAction =
  | { readonly do: 'select'; readonly step: SelectionStep }
  | { readonly do: 'scroll'; readonly by: number }
  | { readonly do: 'end' | 'start' | 'copy' | 'none' }

interface LogKey {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
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
 * and End go to the first and last row, with or without Ctrl.
 */
export function logKeyAction(key: LogKey, { page, hasSelection }: LogKeyContext): LogKeyAction {
  const command = key.ctrlKey || key.metaKey
  const letter = key.key.toLowerCase()
  if (command && letter === 'a') return { do: 'select', step: { to: 'all' } }
  if (command && letter === 'c') return { do: 'copy' }
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

function edge(key: 'Home' | 'End', extend: boolean): LogKeyAction {
  if (extend) return { do: 'select', step: { to: key === 'Home' ? 'first' : 'last', extend } }
  return { do: key === 'Home' ? 'start' : 'end' }
}
