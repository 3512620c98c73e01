import { filterProblems } from '../../src/shared/filter/filter-problem'
import { captureEventNames } from '../../src/shared/capture/event-text'
import { filterOperators, filterTerms, regexExamples } from '../../src/shared/filter/filter-terms'
import { code, markdownTable } from './markdown-table'

function termTable(): string {
  const rows = filterTerms.map(({ name, examples, explanation }) => [
    code(`${name}:`),
    examples.map(code).join(' '),
    explanation.en,
  ])
  return markdownTable(['Term', 'Examples', 'Matches'], rows)
}

function eventNames(): string {
  return captureEventNames.map(code).join(' ')
}

function operatorTable(): string {
  return markdownTable(
    ['Example', 'Meaning'],
    filterOperators.map(({ example, explanation }) => [code(example), explanation.en]),
  )
}

function problemTable(): string {
  const rows = Object.entries(filterProblems).map(([problem, words]) => [code(problem), words.en])
  return markdownTable(['Problem', 'In words'], rows)
}

/** `docs/filter.md`, made from the filter language itself. */
export function filterPage(): string {
  return `# The filter language

<!-- Written by \`npm run docs\` from src/shared/filter. Edit the source, not this page. -->

A filter says which records of a capture a log shows, and which an export or \`sockwright show --filter\` takes. It hides
rows and changes nothing in the capture. An empty filter matches every record.

## Terms

${termTable()}

- Names of terms and the words \`and\`, \`or\`, \`not\` may be written in capitals.
- Several numbers or values are joined by commas: \`peer:1,4-9\`, \`dir:in,event\`.
- \`len:\` asks for messages: an event has no length. \`peer:0\` are the events that concern no peer.
- \`kind:\` also takes the name of an event: ${eventNames()}.
- \`cause:none\` are records that no one sent: what was received, and events. The rules are \`echo\`, \`greeting\` and
  \`reply\`; \`rule:echo\` is the same as \`echo\`.

## Joining terms

${operatorTable()}

## Text

A text is a word, or anything between double quotes. A word ends at white space, a parenthesis or a quote; one that
begins with a letter and has a colon, such as \`http:\`, is taken for a term and needs quotes as a text, and so do the
words \`and\`, \`or\` and \`not\` and what begins with \`-\`.

In quotes: \`\\"\` \`\\\\\` \`\\n\` \`\\r\` \`\\t\`, and \`\\xNN\` for any byte. Everything else is text: it is
looked for in the encoding of the endpoint or capture, as decoding each message would find it; in a message whose
encoding lacks one of its characters it is not found.

- A text is looked for in the bytes of a message. A hit lies inside one message: what two messages make together is not
  found.
- In an event it is looked for in the sentence that the log shows, in each language of the window.
- Upper and lower case count as the same where each is one character (\`É\` and \`é\`, but not \`ß\` and \`SS\`). Bytes that
  are given by number match themselves only.

## Time

A time is local to the machine that reads the capture, and stands for as long as it is precise: \`time:09:41\` is that
whole minute, \`time:2026-09-14\` that day. Seconds may have up to six decimals. It may be compared with \`>\` \`>=\` \`<\` \`<=\`,
or be a range, whose second time may leave out the date of the first: \`time:2026-09-14T09:41..09:45\`. With white space in
place of the \`T\` it needs quotes.

- Without a date it is the time of day, on every day of the capture; \`time:23:55..00:05\` goes past midnight.
- \`-5m\` is relative to the newest record that the capture had when the filter was applied, so that it means the same in
  a capture of last year. It stays there while the capture grows; applying the filter again moves it. The units are
  \`us\` \`ms\` \`s\` \`m\` \`h\` \`d\`. \`time:-5m\` is the same as \`time:>=-5m\`, and \`time:-10m..-5m\` is the time between.

## Bytes

\`hex:\` takes pairs of digits, in which \`?\` is any digit; white space may stand between them in quotes. It is looked for
in messages only.

## Regular expressions

${regexExamples.map(code).join(' and ')}: what stands between slashes is a regular expression in the
[syntax of RE2](https://github.com/google/re2/wiki/Syntax); a slash inside is written \`\\/\`. Flags after it: \`i\` ignores
case, \`m\` lets \`^\` and \`$\` stand at every line, \`s\` lets \`.\` take line breaks. A text that begins with a slash needs
quotes.

- It is looked for in the first MiB of a message, and in the sentences of events as a text is.
- Bytes are read as text of the encoding. What is no character of it counts as U+FFFD: \`hex:\` finds such bytes exactly.
- \`$\` also stands before a line break that ends the message.
- Time is linear in the length of the message, so no expression can stall the engine. What cannot be searched like that,
  look-around and back-references, is refused.

## What a filter costs

Terms on direction, peer, length, time, cause, opcode, and whether a record is a message or an event read the index alone, 32
bytes a record. \`kind:error\` and names of events read the facts of events, no payload. A text, \`hex:\` or regular
expression reads the payload, but only of those messages that the other terms leave open: \`peer:3 login\` reads the
messages of peer 3. A regular expression takes some fifty times as long as a text.

## What can be wrong

A wrong filter is refused with \`E_FILTER\`. Its details are \`position\` (from 1), \`index\` (from 0) and \`length\` of the
wrong part in UTF-16 units, \`problem\`, and \`problemText\`, the problem in English.

${problemTable()}

## Grammar

\`\`\`
filter = [ any ]
any    = all { "or" all }
all    = unary { [ "and" ] unary }
unary  = ( "not" | "-" ) unary | "(" any ")" | NAME ":" value | value
       | "/" … "/" FLAGS
value  = WORD | '"' … '"'
\`\`\`
`
}
