import { expect, it } from 'vitest'
import { JsonReporter } from '../../src/main/cli/endpoint-reporter'
import { maxPendingBytes, maxPendingEventBytes } from '../../src/main/cli/standard-output'
import { SockwrightError } from '../../src/shared/contract/errors'
import type { LogRow } from '../../src/shared/contract/engine/view-calls'

/** A standard output that nobody reads. */
class UnreadOutput {
  pending = 0
  readonly written: string[] = []

  write(content: string | Uint8Array): void {
    this.pending += content.length
    this.written.push(String(content))
  }

  get lines(): Record<string, unknown>[] {
    return this.written.map((line) => JSON.parse(line) as Record<string, unknown>)
  }
}

const base = { time: 1, delta: 0, length: 0, cause: 'none', flags: 0, data: null } as const
const opened = {
  ...base,
  record: 1,
  peer: 1,
  direction: null,
  event: {
    event: 'accepted',
    local: { address: '127.0.0.1', port: 1 },
    remote: { address: '127.0.0.1', port: 2 },
  },
} as unknown as LogRow
const message = { ...base, record: 2, peer: 1, direction: 'in', event: null, length: 1 } as unknown as LogRow
const noBytes = () => Promise.resolve(new Uint8Array(1))
const summary = {
  received: 0,
  recorded: 0,
  lost: 0,
  sent: 0,
  records: 0,
  lostDatagrams: null,
  capture: null,
}

it('keeps a storm of events within bounds for a reader that never reads, and counts what it left out', async () => {
  const output = new UnreadOutput()
  const reporter = new JsonReporter(output, true)
  output.pending = maxPendingBytes + 1
  await reporter.row(message, noBytes)
  await reporter.row(opened, noBytes)
  expect(output.lines).toMatchObject([{ event: 'skipped', count: 1 }, { event: 'connected' }])

  output.pending = maxPendingEventBytes + 1
  const before = output.pending
  for (let count = 0; count < 1_000; count++) {
    await reporter.row(opened, noBytes)
    reporter.failure(new SockwrightError('E_NO_PEER').toFailure())
  }
  expect(output.pending).toBe(before)
  reporter.summary(summary)
  expect(output.lines.slice(2)).toMatchObject([{ event: 'skipped', count: 2_000 }, { event: 'summary' }])
})
