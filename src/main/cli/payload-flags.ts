import { Option, type Command } from 'commander'
import { checksums } from '../../shared/checksum/checksums'
import { SockwrightError } from '../../shared/contract/errors'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { sendsEmptyMessages, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import { parseChecksumField, parseLengthField } from '../../shared/payload/field-text'
import { lineEndings, type LineEnding, type Payload } from '../../shared/payload/payload'
import { lengthCounts, lengthForms, mostFields, type PayloadField } from '../../shared/payload/payload-field'
import { payloadTemplate } from '../../shared/payload/payload-template'
import { usageError } from './command-failure'
import type { FlagValues } from './option-flags'

/** A payload flag and its place among the others. */
interface GivenPayload {
  readonly form: 'text' | 'hex'
  readonly content: string
}

/** Gives `command` the flags that say what it sends. */
export function addPayloadFlags(command: Command): void {
  const given: GivenPayload[] = []
  const collect = (form: GivenPayload['form']) => (content: string) => {
    given.push({ form, content })
    return given
  }
  command
    .option(
      '--send <text>',
      'send this when a connection opens, with escapes such as \\r\\n and variables such as {{seq}}; may be repeated',
      collect('text'),
    )
    .option('--send-hex <hex>', 'the same for bytes in hex', collect('hex'))
    .option(
      '--append <checksum>',
      'append a checksum to each of them, such as crc16-modbus:le, xor:HEX or crc32:4..; may be repeated',
      appended,
    )
    .option(
      '--length <form>',
      'put the length in front of each of them, such as u16be or decimal:message',
      length,
    )
    .addOption(
      new Option(
        '--eol <ending>',
        'line ending for --send (none by default) and typed lines (lf by default)',
      ).choices(Object.keys(lineEndings)),
    )
}

function appended(text: string, before: readonly PayloadField[] = []): readonly PayloadField[] {
  const field = parseChecksumField(text)
  if (!field) {
    const names = checksums.map(({ id }) => id).join(', ')
    throw usageError(`--append takes NAME[:be|le][:hex|HEX][:FROM..TO], not ${text}; names: ${names}`)
  }
  return [...before, field]
}

function length(text: string): PayloadField {
  const field = parseLengthField(text)
  if (field) return field
  throw usageError(
    `--length takes ${lengthForms.join('|')}[:${lengthCounts.join('|')}], decimal also :DIGITS, not ${text}`,
  )
}

interface PayloadFlags {
  readonly send?: readonly GivenPayload[]
  readonly sendHex?: readonly GivenPayload[]
  readonly append?: readonly PayloadField[]
  readonly length?: PayloadField
  readonly eol?: LineEnding
}

/** The workspace of a command has no variables. */
const scope = { match: null, variables: new Set<string>() }

/** The payloads of `--send` and `--send-hex` in the order given. Fails with their own codes (`E_HEX_ODD` …). */
export function payloadsFromFlags(
  kind: EndpointKind,
  flags: FlagValues,
  encoding: TextEncoding,
): readonly Payload[] {
  const { send, sendHex, append = [], length, eol } = flags as PayloadFlags
  const given = send ?? sendHex ?? []
  const fields = length ? [length, ...append] : [...append]
  if (fields.length > mostFields) throw usageError(`--append may be given ${mostFields} times at most`)
  if (fields.length > 0 && given.length === 0)
    throw usageError('--append and --length need --send or --send-hex')
  return given.map(({ form, content }) => {
    const typed = form === 'hex' ? { form, hex: content } : { form, text: content, lineEnding: eol ?? 'none' }
    const payload = { ...typed, ...(fields.length > 0 ? { fields } : {}) }
    const { constant } = payloadTemplate(payload, { scope, encoding })
    if (constant?.length === 0 && !sendsEmptyMessages(kind)) throw new SockwrightError('E_PAYLOAD_EMPTY')
    return payload
  })
}
