import { compilePayload } from '../../../shared/payload/compile-payload'
import { SockwrightError } from '../../../shared/contract/errors'
import type { Engine } from '../engine'
import { dryRun } from '../rules/dry-run'
import type { CallGroup } from './call-group'

export function ruleCalls(engine: Engine): CallGroup<'rule'> {
  return {
    'rule.dryRun'({ endpoint, rules, message }) {
      const { config, sendings } = engine.endpoints.get(endpoint)
      const { encoding } = config.options
      const { sources } = sendings
      const compiled = compilePayload(message, { encoding, mayBeEmpty: true })
      if (!compiled.ok) throw SockwrightError.from(compiled.failure)
      const variables = new Set(Object.keys(sources.variables))
      return dryRun(rules, compiled.bytes, { encoding, variables }, sources)
    },
  }
}
