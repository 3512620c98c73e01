import { openSync } from 'node:fs'
import { devNull } from 'node:os'
import { createInterface } from 'node:readline'
import { EndpointUnderTest } from './endpoint-under-test'
import { MemoryRecorder } from './memory-recorder'
import type { CaptureEvent } from '../../src/shared/capture/capture-event'

// A server in a process of its own, for tests that lower a limit of the process. Opens files up to the descriptor that it is
// told, so that the limit leaves room for its own sources while they are loaded, and not for many clients. Prints each event as a line of JSON, and
// after those of accepting why the server turns clients away (`refusing`); a line on its standard input stops it.
class PrintingRecorder extends MemoryRecorder {
  override event(peer: number, event: CaptureEvent): number {
    process.stdout.write(`${JSON.stringify({ peer, ...event })}\n`)
    if (event.event === 'accept-stopped' || event.event === 'accept-resumed') setImmediate(printRefusing)
    return super.event(peer, event)
  }
}

const server = new EndpointUnderTest('tcp-server', { echo: true }, undefined, () => new PrintingRecorder())
function printRefusing(): void {
  const { state } = server
  const refusing = state.is === 'listening' ? (state.refusing?.code ?? null) : null
  process.stdout.write(`${JSON.stringify({ event: 'refusing', refusing })}\n`)
}

createInterface({ input: process.stdin }).once('line', () => {
  process.stdin.destroy()
  void server.endpoint.stop()
})
while (openSync(devNull, 'r') < Number(process.argv[2])) continue
await server.endpoint.start()
