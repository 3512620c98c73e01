import type { Engine } from '../engine'
import { checkScript } from '../scripts/check-script'
import type { CallGroup } from './call-group'

export function scriptCalls(engine: Engine): CallGroup<'script'> {
  const consoleOf = (endpoint: string) => engine.endpoints.get(endpoint).scriptConsole
  return {
    'script.check': ({ source }) => checkScript(source),
    'script.console'({ endpoint, after }) {
      const console = consoleOf(endpoint)
      return { state: console.state, lines: console.linesAfter(after) }
    },
    'script.clearConsole'({ endpoint }) {
      consoleOf(endpoint).clear()
      return null
    },
  }
}
