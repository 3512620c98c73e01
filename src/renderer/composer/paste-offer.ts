import type { PastedBytes } from '../../shared/payload/pasted-bytes'

/** Bytes that were recognised in what was pasted: `text`, at `from` in the editor. */
export interface PasteOffer extends PastedBytes {
  readonly text: string
  readonly from: number
}
