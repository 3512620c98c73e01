import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import { captureEncoding } from '../capture/capture-encoding'
import type { ExportTask } from './export-protocol'

/** The encoding in which an export reads text: the one asked for, else that of the capture. */
export function exportEncoding({ capture, options }: ExportTask): TextEncoding {
  return options.encoding ?? captureEncoding(capture)
}
