import type { ExportFormat } from '../../../../shared/contract/engine-contract'
import { csvFormat } from './csv-format'
import type { ExportFormatWriter } from './exported-record'
import { jsonlFormat } from './jsonl-format'
import { textFormat } from './text-format'

/** The writer of every format. */
export const exportFormatWriters: Readonly<Record<ExportFormat, () => ExportFormatWriter>> = {
  text: textFormat,
  csv: csvFormat,
  jsonl: jsonlFormat,
}
