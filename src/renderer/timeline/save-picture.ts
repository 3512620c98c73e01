import type { TimelineRow } from '../../shared/contract/engine/timeline-calls'
import type { DiagramTone } from '../../shared/timeline/diagram/diagram-shape'
import type { DiagramWords } from '../../shared/timeline/diagram/place-step'
import type { DiagramColours } from '../../shared/timeline/diagram/svg-picture'
import { timelinePicture } from '../../shared/timeline/diagram/whole-picture'
import type { TimeScale } from '../../shared/timeline/diagram/to-scale'
import { useEngine, useHost } from '../link/link'
import { useHostFacts } from '../stores/host'
import { downloadText } from '../export/download-text'

const variables: Readonly<Record<DiagramTone, string>> = {
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
function shownColours(): DiagramColours {
  const style = getComputedStyle(document.documentElement)
  const entries = Object.entries(variables).map(([tone, name]) => [tone, style.getPropertyValue(name).trim()])
  return Object.fromEntries(entries) as DiagramColours
}

/** What a picture is made of. */
export interface PictureSource {
  readonly rows: readonly TimelineRow[]
  readonly words: DiagramWords
  readonly width: number
  readonly explained: boolean
  readonly scale: TimeScale | null
}

/**
 * Writes a timeline as it is shown to an SVG file: through the system's dialog where the host has one, else as a download.
 * Returns the path; null where a person gave up or a browser keeps it to itself.
 */
export async function savePicture({ rows, words, ...look }: PictureSource): Promise<string | null> {
  const svg = timelinePicture(rows, words, { ...look, colours: shownColours() })
  const name = (words.lanes[0]?.name ?? '').replace(/[\\/:*?"<>|\u0000-\u001f]/g, ' ').trim() || 'timeline'
  const suggestedName = `${name.slice(0, 120)} timeline.svg`
  if (!useHostFacts().host?.fileDialogs) {
    downloadText(suggestedName, svg, 'image/svg+xml')
    return null
  }
  const chosen = await useHost().call('host.chooseFile', { purpose: 'save-export', suggestedName })
  if (!chosen) return null
  await useEngine().call('timeline.save', { path: chosen.path, svg })
  return chosen.path
}
