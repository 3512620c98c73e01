import type { TimelineRow } from '../../shared/contract/engine/timeline-calls'
import type { DiagramWords } from '../../shared/timeline/diagram/place-step'
import { timelinePicture } from '../../shared/timeline/diagram/whole-picture'
import type { TimeScale } from '../../shared/timeline/diagram/to-scale'
import { useEngine, useHost } from '../link/link'
import { useHostFacts } from '../stores/host'
import { downloadText } from '../export/download-text'
import { shownColours } from './diagram-colours'

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
