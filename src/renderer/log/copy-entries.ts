import type { MenuEntry } from '../controls/menu-entry'
import type { MessageKey } from '../language/i18n'
import { copyFormats, type CopyFormat } from './copy-rows'

const labels: Readonly<Record<CopyFormat, MessageKey>> = {
  text: 'log.copyText',
  hex: 'log.copyHex',
  columns: 'log.copyColumns',
  csv: 'log.copyCsv',
  jsonl: 'log.copyJsonLines',
  hexdump: 'log.copyHexDump',
}

/** What a menu of a log offers for copying the chosen rows. */
export function copyEntries(
  log: { copy(format: CopyFormat): Promise<void> },
  nothingChosen: boolean,
  t: (key: MessageKey) => string,
): MenuEntry[] {
  return copyFormats.map((format) => ({
    label: t(labels[format]),
    ...(format === 'text' && { keys: 'Mod+C' }),
    disabled: nothingChosen,
    run: () => void log.copy(format),
  }))
}
