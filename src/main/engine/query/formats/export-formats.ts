import type { ExportFormat } from '../../../../shared/contract/engine/export-calls'
import { csvFormat } from './csv-format'
import type { ExportContext, ExportFormatWriter } from './exported-record'
import { hexdumpFormat } from './hexdump-format'
import { htmlFormat } from './html-format'
import { jsonlFormat } from './jsonl-format'
import { pcapngFormat } from './pcapng/pcapng-format'
import { rawFormat } from './raw-format'
import { textFormat } from './text-format'

/** The writer of every format. */
export const exportFormatWriters: Readonly<
  Record<ExportFormat, (context: ExportContext) => ExportFormatWriter>
> = {
  text: textFormat,
  csv: csvFormat,
  jsonl: jsonlFormat,
  hexdump: hexdumpFormat,
  html: htmlFormat,
  raw: rawFormat,
  pcapng: pcapngFormat,
}
