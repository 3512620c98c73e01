import { filterProblems } from '../../src/shared/filter/filter-problem'
import { filterOperators, filterTerms } from '../../src/shared/filter/filter-terms'
import { code, markdownTable } from './markdown-table'

function termTable(): string {
  const rows = filterTerms.map(({ name, examples, explanation }) => [
    code(`${name}:`),
    examples.map(code).join(' '),
    explanation.en,
  ])
  return markdownTable(['Term', 'Examples', 'Matches'], rows)
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

## Joining terms

${operatorTable()}

## Text

A text is a word, or anything between double quotes. A word ends at white space, a parenthesis or a quote; one that
begins with a letter and has a colon, such as \`http:\`, is taken for a term and needs quotes as a text, and so do the
words \`and\`, \`or\` and \`not\` and what begins with \`-\`.

In quotes: \`\\"\` \`\\\\\` \`\\n\` \`\\r\` \`\\t\`, and \`\\xNN\` for any byte. Everything else stands for its bytes in UTF-8.

- A text is looked for in the bytes of a message. A hit lies inside one message: what two messages make together is not
  found.
- In an event it is looked for in the sentence that the log shows, in each language of the window.
- Upper and lower case count as the same where each is one character (\`É\` and \`é\`, but not \`ß\` and \`SS\`). Bytes that
  are not UTF-8 match themselves only.

## What a filter costs

Terms on direction, peer, length and kind read the index alone, 32 bytes a record. A text reads the payload, but only of
those messages that the other terms leave open: \`peer:3 login\` reads the messages of peer 3.

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
value  = WORD | '"' … '"'
\`\`\`
`
}
