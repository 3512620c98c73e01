import { describeEvent } from '../../../../shared/capture/event-text'
import type { Direction } from '../../../../shared/capture/record'
import { escapedString } from '../../../../shared/payload/escaped-text'
import { flagNames, type ExportedRecord, type ExportFormatWriter } from './exported-record'
import { isoTime } from './iso-time'

const arrows: Readonly<Record<Direction, string>> = { in: '←', out: '→', none: '·' }

/**
 * For reading: one line a record with time, number, arrow (← received, → sent, · event), peer, length and the payload
 * with escapes.
 */
export function textFormat(): ExportFormatWriter<string> {
  return {
    begin: () => '',
    records: (records) => records.map(line).join(''),
    end: () => '',
  }
}

function line({ facts, address, data, event }: ExportedRecord): string {
  const parts = [isoTime(facts.time), String(facts.record).padStart(8), arrows[facts.direction]]
  if (facts.peer > 0) parts.push(address === '' ? `#${facts.peer}` : `#${facts.peer} ${address}`)
  if (event) return `${parts.join('  ')}  ${describeEvent(event, 'en')}\n`
  const marks = [...(facts.cause === 'none' ? [] : [facts.cause]), ...flagNames(facts.flags)]
  parts.push(`${facts.length} B${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`)
  return `${parts.join('  ')}  ${escapedString(data)}\n`
}
