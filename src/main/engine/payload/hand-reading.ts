import type { PayloadSources } from '../../../shared/payload/payload-context'
import type { PayloadReading } from '../../../shared/payload/payload-template'

/** How a payload that is sent by hand is read: it answers no message, and the workspace's variables are known. */
export function handReading(sources: PayloadSources): PayloadReading {
  return { scope: { match: null, variables: new Set(Object.keys(sources.variables)) } }
}
