import { Batch, BatchMemory } from './batch'
import type { HeldEvents } from './held-events'
import type { RecordQueue, SeriesEnd } from './record-queue'
import type { SeriesWriter } from './series-writer'

/**
 * Makes the series fit to go on after a failure: cuts off what a failed write left, or begins a new folder where the
 * last one was removed or is complete, and writes the events that were held in memory meanwhile. Returns where the next
 * record goes. Fails with the system's code; events that were not written are held again.
 */
export async function resumeSeries(
  writer: SeriesWriter,
  queue: RecordQueue,
  held: HeldEvents,
): Promise<SeriesEnd> {
  let end = await endToResumeAt(writer, queue)
  while (held.count > 0) end = await writeHeld(writer, held, end)
  return end
}

async function endToResumeAt(writer: SeriesWriter, queue: RecordQueue): Promise<SeriesEnd> {
  const { end } = writer
  if (!(await writer.takesMore())) return { plan: queue.planAfter(end), payload: 0, events: 0, entries: 0 }
  await writer.repair()
  return end
}

async function writeHeld(writer: SeriesWriter, held: HeldEvents, end: SeriesEnd): Promise<SeriesEnd> {
  const events = held.take()
  const batch = new Batch(end.plan, new BatchMemory())
  let offset = end.events
  for (const event of events) {
    batch.addEvent(event, offset)
    offset += event.facts.byteLength
  }
  const { entries, failure } = await writer.commit(batch)
  if (entries < events.length) {
    held.putBack(events.slice(entries))
    throw failure
  }
  return writer.end
}
