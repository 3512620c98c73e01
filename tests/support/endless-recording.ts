import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { captureOptions } from './recorded-capture'

/** So much that a slow test machine still reads it back quickly. */
const maxMessages = 3_000

/**
 * A program to be killed: records numbered messages into the folder it is given, for ever but not too many, and reports
 * `CAPTURE-FOLDER` once, then `taken N` about every 10 ms.
 */
async function record(folder: string): Promise<void> {
  const recorder = await openRecorder(captureOptions(folder, { rollover: { bytes: 500_000, ageMs: null } }))
  process.stdout.write(`${recorder.status().capture}\n`)
  let count = 0
  let reported = performance.now()
  for (;;) {
    for (let index = 0; index < 40 && count < maxMessages; index += 1) {
      count += 1
      recorder.messageIn(1 + (count % 3), numbered(count))
      if (count % 100 === 0) recorder.event(1, { event: 'looked-up', host: `host ${count}`, addresses: [] })
    }
    if (performance.now() - reported > 10) {
      reported = performance.now()
      process.stdout.write(`taken ${recorder.counters.taken - recorder.counters.pending}\n`)
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** `#N.` and as many more bytes as N says, so that a reader can tell a whole message from any other. */
function numbered(count: number): Buffer {
  return Buffer.from(`#${count}.${'x'.repeat((count * 37) % 2_000)}`)
}

void record(process.argv[2]!)
