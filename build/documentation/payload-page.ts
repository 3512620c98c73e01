import { checksums } from '../../src/shared/checksum/checksums'
import { lengthForms } from '../../src/shared/payload/payload-field'
import { conversions } from '../../src/shared/payload/variables/conversions'
import { timeFormatFields } from '../../src/shared/payload/variables/time-format'
import { signatureOf } from '../../src/shared/payload/variables/variable-definition'
import { variableDefinitions } from '../../src/shared/payload/variables/variable-definitions'
import { code, markdownTable } from './markdown-table'

function variableTable(): string {
  const rows = variableDefinitions.map((definition) => [
    code(signatureOf(definition)),
    code(definition.example),
    definition.help.en,
  ])
  return markdownTable(['Variable', 'Example', ''], rows)
}

function conversionTable(): string {
  return markdownTable(
    ['In front', 'Writes'],
    conversions.map(({ name, help }) => [code(name), help.en]),
  )
}

function checksumTable(): string {
  return markdownTable(
    ['Checksum', 'Name', 'Bytes'],
    checksums.map(({ id, name, size }) => [code(id), name, String(size)]),
  )
}

/** `docs/payload.md`, made from the definitions of variables, conversions and checksums. */
export function payloadPage(): string {
  return `# Payloads

<!-- Written by \`npm run docs\` from src/shared/payload. Edit the source, not this page. -->

A payload is what is sent: text or hex, with variables and fields. It means the same in the composer of the window, on
the command line (\`--send\`, \`--send-hex\`, \`--greet\`, \`--reply\`) and in a workspace. It is made into bytes at each sending,
in this order: variables, escapes, encoding, line ending, lengths, checksums. What a variable inserts is never expanded
or unescaped again.

## Text

| Escape | Means |
| --- | --- |
| \`\\n\` \`\\r\` \`\\t\` \`\\0\` \`\\\\\` | line feed, carriage return, tab, the character 0, a backslash |
| \`\\xNN\` | any one byte, which no encoding changes |
| \`\\u{H…}\` | the character with this code point, in the encoding of the payload |
| \`\\{{\` | two plain braces, where no variable is meant |

Line breaks that are typed are sent as typed. A character that the encoding lacks is an error; bytes that are no
character of the encoding show as \`\\xNN\` and are sent as the same bytes again.

## Hex

Pairs of digits of either case; white space, commas, colons and \`0x\` may stand between them. Variables stand between
pairs: binary values, checksums and \`random.hex\` insert their bytes, others their text in UTF-8.

What is pasted into the composer stays as it is. Where it is a hex dump, hex digits, an array of bytes (C, Go, Rust,
Java, JavaScript), Python bytes or Base64, the window offers the bytes that it writes.

## Variables

${variableTable()}

- A name that is none of these is a variable of the workspace: \`{{token}}\`. Its values are in the workspace's file.
- A variable ends on the line where it begins. Parentheses inside a text of a function stand in pairs; \`\\(\` and \`\\)\` are
  lone ones. The text may have variables itself: \`{{len({{token}})}}\`.
- A payload has at most 1,000 variables, 8 deep.
- Numbers may stand for themselves: \`{{u16be 500}}\`, \`{{u32le 0xCAFE}}\`.
- A payload that is sent to several peers is made for each of them; they share one number of \`seq\`.
- Formats of time have the fields ${timeFormatFields.map(code).join(' ')}; text between single quotes stands for itself.

## Binary values

${conversionTable()}

\`{{u16be seq}}\` is two bytes. A value that does not fit is an error and nothing is sent.

## Fields

Fields are computed after the line ending: lengths first, then checksums, each in the order of their list.

- A length (${lengthForms.map(code).join(' ')}) stands in front, behind, or at a position. It counts the payload, what
  follows it, or the whole message, and may have a number added.
- A checksum stands behind, or at a position, in either order of bytes, binary or as hex digits. It is over everything
  before it, or a range.
- A field at a position goes over the bytes that are there: write zeros in its place. Positions count bytes of the whole
  message from 0, negative ones from its end.

${checksumTable()}

On the command line: \`--append crc16-modbus:le\`, \`--append xor:HEX:1..\`, \`--length u16be:following\`.

## What can be wrong

A payload that cannot be sent is refused before anything leaves, with a code of [contract.md](contract.md). Details of
faults in what was typed are \`position\` (from 1), \`index\` (from 0) and \`length\` in UTF-16 units; those of fields have the
number of the \`field\` in the list (from 1).
`
}
