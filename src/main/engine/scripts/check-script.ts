import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { brokenMachine } from './sandbox-failure'
import type { CheckReport } from './script-protocol'
import { startThread } from '../thread/start-thread'

/**
 * Reads a script without running it, in a thread of its own; null, or the failure of its text (`E_SCRIPT_SYNTAX`).
 * Reading takes time linear in the text.
 */
export async function checkScript(source: string): Promise<Failure | null> {
  const thread = startThread('script-check-thread', { workerData: source, stdin: false })
  try {
    return await new Promise<Failure | null>((resolve) => {
      thread.on('message', ({ failure }: CheckReport) => resolve(failure))
      thread.on('error', (thrown) => resolve(brokenMachine(thrown)))
      thread.on('exit', () => resolve(new SockwrightError('E_SCRIPT_HUNG').toFailure()))
    })
  } finally {
    void thread.terminate()
  }
}
