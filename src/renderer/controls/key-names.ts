/** True on macOS, where Command takes the place of Control. */
const isMac = /mac/i.test(navigator.platform)

const macNames: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵' }
const otherNames: Readonly<Record<string, string>> = { Mod: 'Ctrl', Enter: '↵' }

/** `Mod+Shift+K` as this system writes it: `⌘⇧K` or `Ctrl Shift K`. */
export function keyNames(keys: string): string {
  const names = isMac ? macNames : otherNames
  return keys
    .split('+')
    .map((key) => names[key] ?? key)
    .join(isMac ? '' : ' ')
}

/** Is `event` the combination `keys`? `Mod` is Command on macOS, else Control; letters in any case. */
export function matchesKeys(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1)!
  const mod = isMac ? event.metaKey : event.ctrlKey
  const otherMod = isMac ? event.ctrlKey : event.metaKey
  // With Alt, macOS makes another character of a letter, and Shift one of a digit: the place of the key tells which.
  const place = /^\d$/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`
  const byPlace = event.altKey && event.code === place
  return (
    (byPlace || event.key.toLowerCase() === key.toLowerCase()) &&
    mod === parts.includes('Mod') &&
    !otherMod &&
    event.altKey === parts.includes('Alt') &&
    (key === '?' || event.shiftKey === parts.includes('Shift'))
  )
}
