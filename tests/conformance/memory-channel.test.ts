import { Engine } from '../../src/main/engine/engine'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import { describeTransport } from './conformance-suite'

describeTransport({
  name: 'a memory channel',
  endUnseen: null,
  async start(options) {
    const engine = await Engine.start(options, (problem) => {
      throw problem
    })
    return {
      async open() {
        const [mine, theirs] = createMemoryChannelPair()
        engine.openSession(theirs, { files: 'any' })
        return { channel: mine, end: () => mine.close() }
      },
      stop: () => engine.stop(),
    }
  },
})
