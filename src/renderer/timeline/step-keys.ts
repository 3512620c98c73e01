/** What a key does in a timeline. */
export type StepKeyAction =
  | { readonly do: 'none' | 'across' | 'all' | 'open' | 'back' }
  | { readonly do: 'choose'; readonly row: number }
  | { readonly do: 'zoom'; readonly factor: number }
  | { readonly do: 'move'; readonly share: number }

/** Where the chosen step is, and how many fit on the screen. */
export interface StepPlace {
  readonly at: number | null
  readonly total: number
  readonly page: number
}

const nothing: StepKeyAction = { do: 'none' }

/** Keys that a field or a button takes for itself are left to it. */
export function stepKeyAction(event: KeyboardEvent, { at, total, page }: StepPlace): StepKeyAction {
  const target = event.target as HTMLElement
  if (event.ctrlKey || event.metaKey || event.altKey || target.getAttribute('role') !== 'listbox')
    return nothing
  const from = (step: number) => ({ do: 'choose', row: (at ?? (step > 0 ? -1 : total)) + step }) as const
  switch (event.key) {
    case 'ArrowDown':
      return event.shiftKey ? { do: 'move', share: 0.25 } : from(1)
    case 'ArrowUp':
      return event.shiftKey ? { do: 'move', share: -0.25 } : from(-1)
    case 'PageDown':
      return from(page)
    case 'PageUp':
      return from(-page)
    case 'Home':
      return { do: 'choose', row: 0 }
    case 'End':
      return { do: 'choose', row: total - 1 }
    case 'ArrowLeft':
    case 'ArrowRight':
      return { do: 'across' }
    case '+':
    case '=':
      return { do: 'zoom', factor: 0.5 }
    case '-':
      return { do: 'zoom', factor: 2 }
    case '0':
      return { do: 'all' }
    case 'Enter':
      return { do: 'open' }
    case 'Escape':
      return { do: 'back' }
    default:
      return nothing
  }
}
