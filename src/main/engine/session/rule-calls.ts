import { compilePayload } from '../../../shared/payload/compile-payload'
import { formatRuleFile } from '../../../shared/rules/rule-file'
import { SockwrightError } from '../../../shared/contract/errors'
import type { Engine } from '../engine'
import { dryRun } from '../rules/dry-run'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'
import { writeExport } from './write-export'

export function ruleCalls(engine: Engine, files: SessionFiles): CallGroup<'rule'> {
  return {
    async 'rule.export'({ endpoint, path }) {
      const { rules } = engine.endpoints.get(endpoint).config
      await writeExport(await files.exportPath(path), formatRuleFile(rules))
      return null
    },
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
