import { getRandomValues } from 'node:crypto'
import type { PayloadSources } from '../../../shared/payload/payload-context'

/** What of a workspace its payloads are made from; asked anew for each value. */
export interface PayloadValues {
  variables(): Readonly<Record<string, string>>
  /** Has the person allowed it, or is the workspace their own? */
  mayReadEnvironment(): boolean
}

/** Values of a workspace's variables, and the environment, clock and random numbers of this process. */
export function processSources(values: PayloadValues): PayloadSources {
  return {
    get variables() {
      return values.variables()
    },
    get environment() {
      return values.mayReadEnvironment() ? process.env : null
    },
    now: () => Date.now(),
    random: (bytes) => getRandomValues(bytes),
  }
}
