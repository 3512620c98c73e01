import { seriesFolders } from '../capture/series-reader'
import { readNotes } from '../notes/notes-file'

/**
 * What persons wrote about the records of the series that `capture` belongs to, by record. Nothing where the notes cannot
 * be understood: that is told where they are shown, and no reason to withhold the records.
 */
export async function exportedNotes(capture: string): Promise<ReadonlyMap<number, string>> {
  const first = seriesFolders(capture)[0]
  const reading = first && (await readNotes(first.folder))
  if (reading?.is !== 'read') return new Map()
  return new Map(reading.bookmarks.map(({ record, note }) => [record, note]))
}
