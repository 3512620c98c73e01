/** What something that was dropped is taken for, by its name. */
export type DroppedKind = 'capture' | 'packets' | 'workspace' | 'other'

/** One thing that was dropped on the window. */
export interface DroppedItem {
  readonly file: File
  readonly isFolder: boolean
}

/** A capture is a folder `NAME.swcap`; the other two are files with the endings that their dialogs offer. */
export function droppedKind(name: string, isFolder: boolean): DroppedKind {
  if (isFolder) return /\.swcap$/i.test(name) ? 'capture' : 'other'
  if (/\.(pcap|pcapng|cap)$/i.test(name)) return 'packets'
  return /\.sockwright\.json$/i.test(name) ? 'workspace' : 'other'
}

/** Does the person drag files, and not text within the window? */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false
}

/** The files of a drop. To be asked in its event: later the browser has forgotten what is a folder. */
export function droppedItems(transfer: DataTransfer): readonly DroppedItem[] {
  return [...transfer.items].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null
    return file ? [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory ?? false }] : []
  })
}
