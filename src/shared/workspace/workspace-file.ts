import * as v from 'valibot'
import { EndpointIdSchema, EndpointNameSchema, OptionInputSchema } from '../endpoints/endpoint-config'
import { EndpointKindSchema } from '../endpoints/endpoint-kind'
import { PayloadLibrarySchema } from '../payload/saved-payload'
import { RewriteListSchema } from '../relay/rewrite'
import { noRules, RuleListSchema } from '../rules/rule'
import { EndpointScriptSchema, noScript } from '../scripts/endpoint-script'
import { SequenceListSchema } from '../sequences/sequence'
import { WorkspaceVariablesSchema } from './workspace-variables'

/** The newest format this version reads and the one it writes. */
export const workspaceFormatVersion = 1

/** The arrangement of tabs, as the window made it; the engine keeps it without looking inside. */
export const LayoutSchema = v.nullable(v.record(v.string(), v.unknown()))
export type Layout = v.InferOutput<typeof LayoutSchema>

/** Tells a workspace from every other one, wherever its file is: by it, a machine knows those it made or consented to. */
export const WorkspaceIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9]{8,64}$/))
export type WorkspaceId = v.InferOutput<typeof WorkspaceIdSchema>

/**
 * A workspace file: `NAME.sockwright.json`. Options are stored as given by a person, without defaults;
 * each endpoint's options are checked with `checkOptions` when the file is read.
 */
export const WorkspaceFileSchema = v.strictObject({
  format: v.literal('sockwright-workspace'),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Left out by files that were written by hand or before there were ids. */
  id: v.optional(WorkspaceIdSchema),
  endpoints: v.array(
    v.strictObject({
      id: EndpointIdSchema,
      name: EndpointNameSchema,
      kind: EndpointKindSchema,
      options: OptionInputSchema,
      rules: v.optional(RuleListSchema, noRules),
      rewrites: v.optional(RewriteListSchema, []),
      script: v.optional(EndpointScriptSchema, noScript),
    }),
  ),
  variables: v.optional(WorkspaceVariablesSchema, {}),
  payloads: v.optional(PayloadLibrarySchema, []),
  sequences: v.optional(SequenceListSchema, []),
  layout: v.optional(LayoutSchema, null),
})
export type WorkspaceFile = v.InferOutput<typeof WorkspaceFileSchema>
