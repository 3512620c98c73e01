import { describeEvent, eventSeverity } from '../../../../shared/capture/event-text'
import type { Direction } from '../../../../shared/capture/record'
import { captureKindTexts } from '../../../../shared/endpoints/endpoint-kind'
import type { TextEncoding } from '../../../../shared/encoding/text-encoding'
import { escapedString } from '../../../../shared/payload/escaped-text'
import { hexDumpOf } from '../../../../shared/payload/hex-dump'
import { version } from '../../../version'
import { marksOf, type ExportContext, type ExportedRecord, type ExportFormatWriter } from './exported-record'
import { htmlStyle } from './html-style'
import { isoTime } from './iso-time'

/** So much of a message is shown; a browser has to lay it out. */
const shownBytes = 64 * 1024

const arrows: Readonly<Record<Direction, string>> = { in: '← in', out: '→ out', none: '·' }
const special = /[&<>"]/
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/**
 * One page for reading and printing, complete in itself: no script, nothing fetched (a policy in the page forbids
 * both). One row a record; each message as text with escapes, and as a hex dump that unfolds.
 */
export function htmlFormat(context: ExportContext): ExportFormatWriter<string> {
  const count = { messages: 0, events: 0, bytes: 0 }
  return {
    pieceBytes: shownBytes,
    begin: () => head(context),
    records: (records) =>
      records
        // The first piece is all that is shown of a message.
        .filter(({ offset }) => offset === 0)
        .map((record) => {
          count[record.event ? 'events' : 'messages'] += 1
          if (!record.event) count.bytes += record.facts.length
          return row(record, context.encoding)
        })
        .join(''),
    end: () =>
      `</tbody></table>\n<p>${count.messages} messages, ${count.bytes} bytes, ${count.events} events</p>\n</body></html>\n`,
  }
}

function head({ capture, endpoint, filter }: ExportContext): string {
  const title = escaped(endpoint.name)
  const kind = captureKindTexts[endpoint.kind].name.en
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="Sockwright ${version}">
<title>${title}</title>
<style>${htmlStyle}</style></head><body>
<h1><bdi>${title}</bdi></h1>
<p>${kind}, capture ${escaped(capture)}</p>
${filter === '' ? '' : `<p>Records that match <code>${escaped(filter)}</code></p>\n`}<table><thead><tr><th>No.</th><th>Time (UTC)</th><th></th><th>Peer</th><th>Bytes</th><th>Data</th></tr></thead><tbody>
`
}

function row(record: ExportedRecord, encoding: TextEncoding): string {
  const { facts, address, event, note } = record
  const peer = facts.peer === 0 ? '' : `#${facts.peer} ${escaped(address)}`
  const kind = event ? `event ${eventSeverity(event)}` : facts.direction
  const bytes = event ? '' : String(facts.length)
  const content = event ? `<bdi>${escaped(describeEvent(event, 'en'))}</bdi>` : payload(record, encoding)
  const remark = note === null ? '' : `<p class="note"><bdi>★ ${escaped(note || 'Bookmark')}</bdi></p>`
  return `<tr class="${kind}"><td class="number">${facts.record}</td><td>${isoTime(facts.time)}</td><td class="way">${arrows[facts.direction]}</td><td>${peer}</td><td class="number">${bytes}</td><td class="data">${content}${remark}</td></tr>\n`
}

function payload({ facts, data }: ExportedRecord, encoding: TextEncoding): string {
  const marks = marksOf(facts)
  const before = marks.length > 0 ? `<i>${escaped(marks.join(', '))}</i> ` : ''
  if (data.length === 0) return before
  const cut = facts.length > data.length
  const rest = cut ? `<p>… the first ${data.length} of ${facts.length} bytes; a raw export has all</p>` : ''
  const dump = hexDumpOf(data)
  return `${before}<bdi>${escaped(escapedString(data, cut, encoding))}</bdi>${rest}<details><summary>hex</summary><pre>${escaped(dump)}</pre></details>`
}

function escaped(text: string): string {
  if (!special.test(text)) return text
  return text.replace(/[&<>"]/g, (character) => entities[character]!)
}
