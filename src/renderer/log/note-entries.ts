import type { MenuEntry } from '../controls/menu-entry'
import type { MessageKey } from '../language/i18n'
import type { LogNotes } from './use-log-notes'

/** What a menu of a log offers for bookmarks: those of the chosen row, and going from one to the next. */
export function noteEntries(notes: LogNotes, t: (key: MessageKey) => string): MenuEntry[] {
  const marked = notes.ofChosen.value !== null
  const nothingChosen = notes.nothingChosen.value
  const none = notes.bookmarks.list.value.length === 0
  return [
    {
      label: t(marked ? 'notes.remove' : 'notes.add'),
      keys: 'B',
      disabled: nothingChosen,
      run: () => notes.toggle(),
    },
    {
      label: t(marked ? 'notes.edit' : 'notes.write'),
      keys: 'N',
      disabled: nothingChosen,
      run: () => notes.edit(),
    },
    { label: t('notes.next'), keys: 'Alt+↓', disabled: none, run: () => void notes.step('next') },
    { label: t('notes.previous'), keys: 'Alt+↑', disabled: none, run: () => void notes.step('previous') },
  ]
}
