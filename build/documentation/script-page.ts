import { scriptApi, type ScriptNames } from '../../src/shared/scripts/script-api'
import { code, markdownTable } from './markdown-table'

/** `docs/script-api.md`: every name that a script may use. */
export function scriptPage(): string {
  return [
    '# Names in scripts',
    'Made from `src/shared/scripts/script-api.ts`. [scripts.md](scripts.md) tells how scripts run.',
    ...scriptApi.map(section),
  ].join('\n\n')
}

function section({ of, title, names }: ScriptNames): string {
  const prefix = of === 'peer' || of === 'message' || of === 'endpoint' ? `${of}.` : ''
  const rows = names.map(({ signature, about }) => [code(prefix + signature), about.en])
  return [`## ${title.en}`, markdownTable(['name', 'meaning'], rows)].join('\n\n')
}
