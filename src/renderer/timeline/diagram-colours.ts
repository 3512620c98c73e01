import type { DiagramTone } from '../../shared/timeline/diagram/diagram-shape'
import type { DiagramColours } from '../../shared/timeline/diagram/svg-picture'

/** The colours of the window by what they stand for in a diagram. */
export const toneVariables: Readonly<Record<DiagramTone, string>> = {
  left: '--out',
  right: '--in',
  fg: '--fg',
  muted: '--muted',
  faint: '--faint',
  line: '--line',
  event: '--event',
  err: '--err',
  bg: '--bg',
}

/** The colours of the window as it is shown now. */
export function shownColours(): DiagramColours {
  const style = getComputedStyle(document.documentElement)
  const entries = Object.entries(toneVariables).map(([tone, name]) => [
    tone,
    style.getPropertyValue(name).trim(),
  ])
  return Object.fromEntries(entries) as DiagramColours
}
