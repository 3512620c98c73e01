import { stringify } from 'csv-stringify/sync'
import { describeEvent } from '../../../../shared/capture/event-text'
import type { TextEncoding } from '../../../../shared/encoding/text-encoding'
import { escapedString } from '../../../../shared/payload/escaped-text'
import {
  flagNames,
  hexOf,
  type ExportContext,
  type ExportedRecord,
  type ExportFormatWriter,
} from './exported-record'
import { isoTime } from './iso-time'

const columns = [
  'record',
  'time',
  'kind',
  'direction',
  'peer',
  'address',
  'length',
  'cause',
  'flags',
  'event',
  'text',
  'hex',
  'details',
  'note',
] as const

/**
 * Comma-separated values (RFC 4180): a header, then one row a record. `text` has control characters and bytes outside
 * UTF-8 as escapes, so that a row is one line; `hex` has the exact bytes; `details` the facts of an event as JSON;
 * `note` what a person wrote about the record (`Bookmark` where it is only marked).
 */
export function csvFormat({ encoding }: Pick<ExportContext, 'encoding'>): ExportFormatWriter<string> {
  return {
    begin: () => rows([columns]),
    records: (records) => rows(records.map((record) => row(record, encoding))),
    end: () => '',
  }
}

function rows(values: readonly (readonly string[])[]): string {
  return stringify(values as string[][], { record_delimiter: 'windows' })
}

function row({ facts, address, data, event, note }: ExportedRecord, encoding: TextEncoding): string[] {
  return [
    String(facts.record),
    isoTime(facts.time),
    facts.kind,
    facts.direction === 'none' ? '' : facts.direction,
    facts.peer > 0 ? String(facts.peer) : '',
    address,
    event ? '' : String(facts.length),
    facts.cause === 'none' ? '' : facts.cause,
    flagNames(facts.flags).join(' '),
    event ? event.event : '',
    event ? describeEvent(event, 'en') : escapedString(data, false, encoding),
    event ? '' : hexOf(data),
    event ? JSON.stringify(event) : '',
    note === null ? '' : note || 'Bookmark',
  ]
}
