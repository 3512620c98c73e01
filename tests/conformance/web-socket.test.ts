import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine } from '../../src/main/engine/thread/engine-worker'
import { startWebHost } from '../../src/main/web/web-host'
import { splitChannel } from '../../src/shared/contract/link'
import { openSocketLink } from '../support/socket-link'
import { describeTransport } from './conformance-suite'

describeTransport({
  name: 'the WebSocket of the web host',
  endUnseen: null,
  async start(options) {
    const rendererFolder = await mkdtemp(join(tmpdir(), 'sockwright-window-'))
    await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>Sockwright</title>')
    const engine = await startEngine(options)
    const host = await startWebHost({
      engine,
      rendererFolder,
      workspaceFolder: options.dataFolder!,
      version: '0.0.0',
      onQuit: () => undefined,
    })
    return {
      async open() {
        const socket = await openSocketLink(host.url)
        return { channel: splitChannel(socket).engine, end: () => socket.close() }
      },
      async stop() {
        await host.close()
        await engine.stop()
        await rm(rendererFolder, { recursive: true, force: true })
      },
    }
  },
})
