import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Caller } from '../../src/shared/contract/call'
import type { ViewProgress } from '../../src/shared/contract/engine/view-calls'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { connect, splitChannel } from '../../src/shared/contract/link'
import { openSocketLink } from '../support/socket-link'

const projectFolder = join(import.meta.dirname, '..', '..')

/** The built program serving its engine, called as a window calls it but without one. */
export class ServedEngine {
  private constructor(
    private readonly server: ChildProcess,
    readonly calls: Caller<EngineCalls, EngineEvents>,
    private readonly hangUp: () => void,
  ) {}

  static async start(dataFolder: string): Promise<ServedEngine> {
    const args = ['out/main/cli.js', 'serve', '--no-open', '--port', '0', '--json']
    const server = spawn(process.execPath, args, {
      cwd: projectFolder,
      env: { ...process.env, SOCKWRIGHT_DATA: dataFolder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface({ input: server.stdout })) {
      const url = /http:\/\/[^\s"]+/.exec(line)?.[0]
      if (url === undefined) continue
      server.stdout.resume()
      const channel = await openSocketLink(url)
      const calls = connect<EngineCalls, EngineEvents>(splitChannel(channel).engine)
      return new ServedEngine(server, calls, () => channel.close())
    }
    throw new Error('the program ended without an address')
  }

  get pid(): number {
    return this.server.pid!
  }

  /** Opens a view, waits until its filter has seen the whole capture, and closes it. */
  async search(capture: string, filter: string): Promise<ViewProgress> {
    let last: ViewProgress | null = null
    let told: (() => void) | null = null
    const off = this.calls.on('view.progress', (progress) => {
      last = progress
      told?.()
    })
    try {
      const opened = await this.calls.call('view.open', { capture, filter })
      const current = () => (last?.view === opened.view ? last : opened)
      while (!current().done) await new Promise<void>((resolve) => (told = resolve))
      await this.calls.call('view.close', { view: opened.view })
      return current()
    } finally {
      off()
    }
  }

  async stop(): Promise<void> {
    this.hangUp()
    if (this.server.exitCode !== null) return
    const ended = once(this.server, 'exit')
    this.server.kill('SIGINT')
    await ended
  }
}
