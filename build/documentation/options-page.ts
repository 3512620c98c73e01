import { endpointKinds, endpointKindTexts, type EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { optionFlags, type OptionDefinitions } from '../../src/shared/endpoints/options/option'
import { optionDefinitions } from '../../src/shared/endpoints/options/option-definitions'
import { code, markdownTable } from './markdown-table'

function optionTable(definitions: OptionDefinitions): string {
  const rows = Object.entries(definitions).map(([name, definition]) => [
    definition.label.en,
    code(name),
    optionFlags(definition)
      .map(({ flag, value }) => code([flag, value ?? ''].join(' ').trim()))
      .join(', '),
    code(JSON.stringify(definition.default)),
    definition.applies === 'live'
      ? definition.help.en
      : `${definition.help.en} Takes effect at the next start.`,
  ])
  return markdownTable(['Option', 'In a workspace', 'Flag', 'Default', 'What it does'], rows)
}

function section(kind: EndpointKind): string {
  const { name, summary } = endpointKindTexts[kind]
  return `## ${name.en}

${code(kind)}: ${summary.en}.

${optionTable(optionDefinitions[kind])}
`
}

/** `docs/options.md`, made from the definitions of the options. */
export function optionsPage(): string {
  return `# Options of endpoints

<!-- Written by \`npm run docs\` from src/shared/endpoints/options/option-definitions.ts. Edit the source, not this page. -->

The form in the window, the flags of the command line, the check of a workspace file and this page are made from one
definition of each option. A change takes effect at once unless it says otherwise. Address and port stand in the URL on
the command line.

${endpointKinds.map(section).join('\n')}`
}
