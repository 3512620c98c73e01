import { describeEvent } from '../../../../shared/capture/event-text'
import { opcodeOf } from '../../../../shared/capture/opcode'
import { bytesPerDumpLine } from '../../../../shared/payload/hex-dump'
import {
  flagNames,
  noteWords,
  type ExportContext,
  type ExportedRecord,
  type ExportFormatWriter,
} from './exported-record'
import { isoTime } from './iso-time'

/** Whole lines, so that only the last piece of a message can end within one. */
const pieceBytes = 64 * 1024

const bytePairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const characters = Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
)
const directionLetters = { in: 'I', out: 'O', none: '#' } as const

/**
 * `00000000: 68 65 …  |he…|`, sixteen bytes a line; each message begins a line.
 *
 * With offsets over the whole export, `xxd -r` makes the joined bytes of all messages of it; what belongs to a message
 * stands at the end of its first line, since a line of its own would be taken for bytes. With offsets of each message,
 * `text2pcap -D -t ISO` makes a packet of each; lines of a direction and a time stand before, and events as comments.
 */
export function hexdumpFormat({ options }: ExportContext): ExportFormatWriter<string> {
  let position = 0
  const stream = (record: ExportedRecord): string => {
    if (record.event) return ''
    const mark = record.offset === 0 ? `  # ${description(record)}${remark(record)}` : ''
    const text = dump(record.data, position, mark)
    position += record.data.length
    return text
  }
  return {
    pieceBytes,
    begin: () => '',
    records: (records) => records.map(options.offsets === 'stream' ? stream : message).join(''),
    end: () => '',
  }
}

function message(record: ExportedRecord): string {
  const { facts, event, data, offset, note } = record
  const time = isoTime(facts.time)
  const noteLine = note === null ? '' : `# ${noteWords(note)}\n`
  if (event)
    return `# ${time} ${peerName(record)}${describeEvent(event, 'en').replaceAll('\n', ' ')}\n${noteLine}`
  if (offset > 0) return dump(data, offset, '')
  const comment = `# ${description(record)}\n${noteLine}`
  // A direction and a time without bytes would be taken for those of the next message.
  if (data.length === 0) return comment
  return `${comment}${directionLetters[facts.direction]} ${time}\n${dump(data, 0, '')}`
}

function description(record: ExportedRecord): string {
  const { record: number, direction, length, time, flags } = record.facts
  const opcode = opcodeOf(flags)
  const way = direction === 'none' ? '' : `${direction} `
  const marks = [...(opcode ? [opcode] : []), ...flagNames(flags)].join(' ')
  return `record ${number} ${way}${peerName(record)}${length} B ${isoTime(time)}${marks && ` ${marks}`}`
}

function remark({ note }: ExportedRecord): string {
  return note === null ? '' : ` (${noteWords(note)})`
}

function peerName({ facts, address }: ExportedRecord): string {
  if (facts.peer === 0) return ''
  return address === '' ? `#${facts.peer} ` : `#${facts.peer} ${address} `
}

function dump(data: Uint8Array, position: number, mark: string): string {
  let text = ''
  for (let from = 0; from < data.length; from += bytesPerDumpLine) {
    const to = Math.min(data.length, from + bytesPerDumpLine)
    let hex = ''
    let plain = ''
    for (let at = from; at < to; at += 1) {
      hex += ` ${bytePairs[data[at]!]!}`
      plain += characters[data[at]!]!
    }
    const offset = (position + from).toString(16).padStart(8, '0')
    text += `${offset}:${hex.padEnd(3 * bytesPerDumpLine)}  |${plain}|${from === 0 ? mark : ''}\n`
  }
  return text
}
