import { startEngine } from '../../src/main/engine/thread/engine-worker'
import { describeTransport } from './conformance-suite'

describeTransport({
  name: 'a message port of the engine thread',
  endUnseen: null,
  async start(options) {
    const worker = await startEngine(options)
    return {
      async open() {
        const channel = worker.openSession({ files: 'any' })
        return { channel, end: () => channel.close() }
      },
      stop: () => worker.stop(),
    }
  },
})
