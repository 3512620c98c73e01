import { resolve } from 'node:path'
import type { CallDefinitions } from '../../src/shared/contract/call'
import { engineCalls } from '../../src/shared/contract/engine-contract'
import { errorCatalogue, type ErrorCode } from '../../src/shared/contract/error-catalogue/error-catalogue'
import { hostCalls } from '../../src/shared/contract/host-contract'
import { readContractSource } from './contract-source'
import { code, markdownTable } from './markdown-table'

const contractFolder = resolve(import.meta.dirname, '../../src/shared/contract')

/** The fields of a call's argument as `a, b?`; a question mark where it may be left out. */
function argumentFields(calls: CallDefinitions, name: string): string {
  const schema = calls[name]?.args as { entries?: Readonly<Record<string, { type: string }>> } | undefined
  return Object.entries(schema?.entries ?? {})
    .map(([field, { type }]) => (type === 'optional' ? `${field}?` : field))
    .join(', ')
}

function callTable(file: string, constant: string, calls: CallDefinitions): string {
  const entries = readContractSource(resolve(contractFolder, file), constant)
  const rows = entries.map(({ name, comment, type }) => [
    code(name),
    code(argumentFields(calls, name)),
    code(type),
    comment,
  ])
  return markdownTable(['Call', 'Argument', 'Result', ''], rows)
}

function eventTable(file: string, type: string): string {
  const entries = readContractSource(resolve(contractFolder, file), type)
  return markdownTable(
    ['Event', 'Carries', ''],
    entries.map((entry) => [code(entry.name), code(entry.type), entry.comment]),
  )
}

function errorTable(): string {
  const codes = Object.keys(errorCatalogue) as ErrorCode[]
  const rows = codes.map((name) => [code(name), errorCatalogue[name].what.en, errorCatalogue[name].remedy.en])
  return markdownTable(['Code', 'What happened', 'What to do'], rows)
}

/** `docs/contract.md`, made from the contract itself. */
export function contractPage(): string {
  return `# The contract

<!-- Written by \`npm run docs\` from src/shared/contract. Edit the source, not this page. -->

A window, a command or a test talks to the engine through one typed contract, and a window also to its host. The
transport (Electron IPC, WebSocket, message port) only carries messages. [architecture.md](architecture.md) tells how
the parts fit together; the types named here are in \`src/shared\`.

- A call has one argument, an object whose fields are checked against a schema where it arrives. A wrong one is refused
  with \`E_ARGUMENT\` and nothing happens.
- A call answers with its result or with a failure \`{ code, message, details }\`. \`code\` is stable. \`message\` is
  English; \`details\` holds the facts, from which the window makes the same sentence in the person's language.
- An event is told without being asked for and is not answered.
- Times are in milliseconds since the epoch unless a name says otherwise; record times are in microseconds.

## Calls of the engine

${callTable('engine-contract.ts', 'engineCalls', engineCalls)}

## Events of the engine

${eventTable('engine-contract.ts', 'EngineEvents')}

## Calls of the host

${callTable('host-contract.ts', 'hostCalls', hostCalls)}

## Events of the host

${eventTable('host-contract.ts', 'HostEvents')}

## Error codes

Codes without \`E_\` are the system's own (errno, getaddrinfo). \`{name}\` stands for a detail of the failure.

${errorTable()}
`
}
