import type { Channel } from '../../src/shared/contract/channel'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import type { SessionPolicy } from '../../src/main/engine/files/path-policy'
import type { Download } from '../../src/main/engine/thread/thread-messages'
import type { WindowEngine } from '../../src/main/window/window-engine'
import { SockwrightError } from '../../src/shared/contract/errors'

/** An engine that only says what it was sent, for tests of what stands between a window and the engine. */
export interface EchoEngine extends WindowEngine {
  readonly sessions: { readonly policy: SessionPolicy; readonly channel: Channel; closed: boolean }[]
  /** Finished exports to be taken. */
  readonly downloads: Map<string, Download>
  /** Called with each session that ends. */
  onSessionEnd: () => void
}

export function createEchoEngine(): EchoEngine {
  const engine: EchoEngine = {
    sessions: [],
    downloads: new Map(),
    onSessionEnd: () => undefined,
    openSession(policy) {
      const [mine, theirs] = createMemoryChannelPair()
      const session = { policy, channel: mine, closed: false }
      engine.sessions.push(session)
      mine.onMessage((message) => mine.post(message))
      mine.onClose(() => {
        session.closed = true
        engine.onSessionEnd()
      })
      return theirs
    },
    takeDownload(name) {
      const download = engine.downloads.get(name)
      engine.downloads.delete(name)
      return download
        ? Promise.resolve(download)
        : Promise.reject(new SockwrightError('E_JOB_UNKNOWN', { job: name }))
    },
    stop: () => Promise.resolve(),
  }
  return engine
}
