import type { ExportFormat } from '../../shared/contract/engine/export-calls'

const endings: Readonly<Record<ExportFormat, string>> = {
  text: 'txt',
  csv: 'csv',
  jsonl: 'jsonl',
  hexdump: 'hexdump.txt',
  html: 'html',
  raw: 'bin',
  pcapng: 'pcapng',
}

/**
 * `Gateway 2026-01-31 0942.csv`: the endpoint's name without what file systems refuse, and the time (local). A raw
 * export of each peer is an archive.
 */
export function exportFileName(name: string, format: ExportFormat, at = new Date(), perPeer = false): string {
  const ending = format === 'raw' && perPeer ? 'tar' : endings[format]
  const plain = name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, ' ').trim() || 'log'
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${plain.slice(0, 120)} ${day} ${two(at.getHours())}${two(at.getMinutes())}.${ending}`
}
