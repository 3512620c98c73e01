import { createInterface } from 'node:readline'
import { EndpointUnderTest } from './endpoint-under-test'
import { MemoryRecorder } from './memory-recorder'
import type { CaptureEvent } from '../../src/shared/capture/capture-event'

// A server in a process of its own, for tests that lower a limit of the process. Prints each event as a line of JSON;
// a line on its standard input stops it.
class PrintingRecorder extends MemoryRecorder {
  override event(peer: number, event: CaptureEvent): number {
    process.stdout.write(`${JSON.stringify({ peer, ...event })}\n`)
    return super.event(peer, event)
  }
}

const server = new EndpointUnderTest('tcp-server', { echo: true }, undefined, () => new PrintingRecorder())
createInterface({ input: process.stdin }).once('line', () => {
  process.stdin.destroy()
  void server.endpoint.stop()
})
await server.endpoint.start()
