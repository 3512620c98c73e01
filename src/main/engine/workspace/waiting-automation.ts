import type { WaitingAutomation } from '../../../shared/contract/engine/workspace-calls'
import { hasScript } from '../../../shared/scripts/endpoint-script'
import { writtenFiles } from '../endpoints/option-files'
import type { WorkspaceContent } from './workspace-text'

/** `env.NAME` within `{{…}}`, alone or inside another variable. */
const environmentUse = /\{\{[^{}]*?\benv\.([A-Za-z_][A-Za-z0-9_]*)/g

/** What of a workspace would act by itself, read the environment or files, or write files; null where nothing would. */
export function automationOf({ endpoints, payloads, sequences }: WorkspaceContent): WaitingAutomation | null {
  const rules = endpoints.flatMap(({ id, name, rules: list, rewrites = [] }) => {
    const count = list.rules.length + rewrites.length
    return count > 0 ? [{ endpoint: id, name, rules: count }] : []
  })
  const scripts = endpoints.flatMap(({ id, name, script }) =>
    hasScript(script) ? [{ endpoint: id, name }] : [],
  )
  const uses = JSON.stringify([endpoints, payloads, sequences]).matchAll(environmentUse)
  const environment = [...new Set(Array.from(uses, ([, name]) => name!))]
  const files = payloads.flatMap(({ payload }) => (payload.form === 'file' ? [payload.path] : []))
  const written = endpoints.flatMap(({ kind, options }) => writtenFiles(kind, { ...options }))
  const waiting = {
    rules,
    scripts,
    environment,
    files: [...new Set(files)],
    writtenFiles: [...new Set(written)],
    sequences: sequences.map(({ name }) => name),
  }
  return Object.values(waiting).some((held) => held.length > 0) ? waiting : null
}
