import path from 'node:path'
import { knownEncoding, type TextEncoding } from '../../../shared/encoding/text-encoding'
import { readMeta } from './capture-meta'
import { seriesFolders } from './series-reader'

/** How text of a capture is encoded, as its newest folder tells now; UTF-8 where it tells nothing. */
export function captureEncoding(capture: string): TextEncoding {
  const newest = seriesFolders(path.resolve(capture)).at(-1)
  const meta = newest ? readMeta(newest.folder) : null
  return meta ? knownEncoding(meta.encodings.text) : 'utf-8'
}
