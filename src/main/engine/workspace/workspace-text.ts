import * as v from 'valibot'
import {
  checkOptions,
  type EndpointConfig,
  type OptionInput,
} from '../../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import type { OptionDefinitions } from '../../../shared/endpoints/options/option'
import { optionDefinitions } from '../../../shared/endpoints/options/option-definitions'
import {
  WorkspaceFileSchema,
  workspaceFormatVersion,
  type Layout,
  type WorkspaceFile,
  type WorkspaceId,
} from '../../../shared/workspace/workspace-file'
import type { SavedPayload } from '../../../shared/payload/saved-payload'
import type { Sequence } from '../../../shared/sequences/sequence'
import { noRules } from '../../../shared/rules/rule'
import { noScript, sameScript } from '../../../shared/scripts/endpoint-script'
import type { WorkspaceVariables } from '../../../shared/workspace/workspace-variables'

/** What a workspace file holds, checked, with every option present. */
export interface WorkspaceContent {
  /** Null where the file has none. */
  readonly id: WorkspaceId | null
  readonly endpoints: readonly EndpointConfig[]
  readonly variables: WorkspaceVariables
  readonly payloads: readonly SavedPayload[]
  readonly sequences: readonly Sequence[]
  readonly layout: Layout
}

export const emptyWorkspace: WorkspaceContent = {
  id: null,
  endpoints: [],
  variables: {},
  payloads: [],
  sequences: [],
  layout: null,
}

export type WorkspaceReading =
  | { readonly is: 'read'; readonly content: WorkspaceContent }
  /** Meant to be a workspace, but damaged or wrong. */
  | { readonly is: 'broken'; readonly reason: string }
  /** JSON of something else. */
  | { readonly is: 'foreign' }
  | { readonly is: 'newer'; readonly version: number }

const FormatSchema = v.object({ format: v.literal('sockwright-workspace') })
const NewerSchema = v.object({
  version: v.pipe(v.number(), v.integer(), v.gtValue(workspaceFormatVersion)),
})

/** Reads the text of a workspace file. */
export function parseWorkspace(text: string): WorkspaceReading {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (failure) {
    return { is: 'broken', reason: (failure as Error).message }
  }
  if (!v.is(FormatSchema, json)) return { is: 'foreign' }
  const newer = v.safeParse(NewerSchema, json)
  if (newer.success) return { is: 'newer', version: newer.output.version }
  const file = v.safeParse(WorkspaceFileSchema, json)
  if (!file.success) {
    const issue = file.issues[0]
    return { is: 'broken', reason: `${v.getDotPath(issue) ?? 'file'}: ${issue.message}` }
  }
  return readEndpoints(file.output)
}

function readEndpoints(file: WorkspaceFile): WorkspaceReading {
  const endpoints: EndpointConfig[] = []
  for (const { id, name, kind, options, rules, rewrites, script } of file.endpoints) {
    const checked = checkOptions(kind, options)
    if (!checked.ok) {
      const issue = checked.issues[0]!
      return { is: 'broken', reason: `endpoint “${name}”, option ${issue.option}: ${issue.reason.en}` }
    }
    if (endpoints.some((other) => other.id === id)) {
      return { is: 'broken', reason: `two endpoints have the id ${id}` }
    }
    endpoints.push({ id, name, kind, options: checked.options, rules, rewrites, script } as EndpointConfig)
  }
  const { variables, payloads, sequences, layout } = file
  return { is: 'read', content: { id: file.id ?? null, endpoints, variables, payloads, sequences, layout } }
}

/** The text of a workspace file: keys always in the same order, and only what differs from the defaults, so it diffs well. */
export function formatWorkspace(content: WorkspaceContent): string {
  const variables = sortKeys(content.variables) as WorkspaceVariables
  const file: v.InferInput<typeof WorkspaceFileSchema> = {
    format: 'sockwright-workspace',
    version: workspaceFormatVersion,
    ...(content.id === null ? {} : { id: content.id }),
    endpoints: content.endpoints.map(({ id, name, kind, options, rules, rewrites = [], script }) => ({
      id,
      name,
      kind,
      options: changedOptions(kind, options),
      ...(rules.rules.length > 0 || rules.which !== noRules.which ? { rules } : {}),
      ...(rewrites.length > 0 ? { rewrites: [...rewrites] } : {}),
      ...(sameScript(script, noScript) ? {} : { script }),
    })),
    ...(Object.keys(variables).length > 0 ? { variables } : {}),
    ...(content.payloads.length > 0 ? { payloads: content.payloads.map(writtenPayload) } : {}),
    ...(content.sequences.length > 0 ? { sequences: [...content.sequences] } : {}),
    layout: sortKeys(content.layout) as Layout,
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

function writtenPayload({ id, name, folder, tags, keys, payload }: SavedPayload) {
  return {
    id,
    name,
    ...(folder === '' ? {} : { folder }),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
    ...(keys === null ? {} : { keys }),
    payload,
  }
}

/** The options of `kind` that are not as by default, in the order of their definitions. */
function changedOptions(kind: EndpointKind, options: Readonly<Record<string, unknown>>): OptionInput {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  return Object.fromEntries(
    Object.entries(definitions)
      .filter(([name, { default: standard }]) => options[name] !== standard)
      .map(([name]) => [name, options[name]]),
  )
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}
