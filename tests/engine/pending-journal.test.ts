import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { captureFiles } from '../../src/main/engine/capture/capture-names'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { readPendingEntries } from '../../src/main/engine/capture/pending-entry'
import type { Recorder } from '../../src/main/engine/capture/recorder'
import type { UnfinishedMessage } from '../../src/main/engine/capture/unfinished-message'
import { recordFlags } from '../../src/shared/capture/record'
import { RawPeer } from '../support/raw-peer'
import { captureOptions, readAll } from '../support/recorded-capture'

let folder: string
let crashes = 0
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sockwright-pending-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** An unfinished message as a framer would hold it. */
class Held implements UnfinishedMessage {
  readonly direction = 'in'
  begun = 0
  time = 0
  #bytes = Buffer.alloc(0)

  constructor(
    readonly peer: number,
    private readonly recorder: Recorder,
  ) {}

  get length(): number {
    return this.#bytes.length
  }

  bytes(): Uint8Array {
    return this.#bytes
  }

  recordPart(): void {
    this.finish('')
  }

  add(text: string): void {
    this.#bytes = Buffer.concat([this.#bytes, Buffer.from(text)])
    this.time = this.recorder.clock.now()
    this.recorder.holds(this, text.length)
  }

  /** The rest has come. */
  finish(text: string): void {
    const bytes = Buffer.concat([this.#bytes, Buffer.from(text)])
    const { length } = this
    this.#bytes = Buffer.alloc(0)
    this.begun += 1
    this.recorder.holds(this, -length)
    this.recorder.messageIn(this.peer, bytes)
  }
}

const pendingFile = (capture: string) => path.join(capture, captureFiles.pending)

/** Everything in the journal, one text for each entry. */
function journal(capture: string): string[] {
  if (!existsSync(pendingFile(capture))) return []
  const entries = [...readPendingEntries(readFileSync(pendingFile(capture)))]
  return entries.map(({ peer, offset, bytes }) => `${peer}@${offset} ${Buffer.from(bytes).toString()}`)
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(2)
}

/** What a killed process would leave of a capture that is still recorded. */
function crashed(capture: string): string {
  const copy = path.join(folder, `crashed-${++crashes}-${path.basename(capture)}`)
  cpSync(capture, copy, { recursive: true })
  rmSync(path.join(copy, captureFiles.lock))
  return copy
}

async function unfinished(capture: string): Promise<string[]> {
  const records = await readAll(capture)
  const cut = records.filter(({ flags }) => flags === recordFlags.unfinished)
  expect(cut.every(({ direction }) => direction === 'in')).toBe(true)
  return cut.map(({ peer, content }) => `${peer} ${Buffer.from(content, 'hex').toString()}`)
}

describe('unfinished messages', () => {
  it('count as received and pending until they are recorded', async () => {
    const recorder = await openRecorder(captureOptions(folder))
    const held = new Held(1, recorder)
    held.add('abc')
    expect(recorder.counters).toMatchObject({ taken: 3, recorded: 0, pending: 3, lost: 0 })
    held.finish('d\n')
    expect(recorder.counters).toMatchObject({ taken: 5, lost: 0 })
    await recorder.close()
    expect(recorder.counters).toMatchObject({ taken: 5, recorded: 5, pending: 0, lost: 0 })
  })

  it('are journalled as they grow, and the file is empty when none is left, gone when recording ends', async () => {
    const recorder = await openRecorder(captureOptions(folder, { limits: { journalMs: 5 } }))
    const { capture } = recorder.status()
    const [one, two] = [new Held(1, recorder), new Held(2, recorder)]
    one.add('ab')
    await until(() => journal(capture).length === 1)
    one.add('cd')
    two.add('x')
    await until(() => journal(capture).length === 3)
    expect(journal(capture)).toEqual(['1@0 ab', '1@2 cd', '2@0 x'])
    one.finish('\n')
    two.finish('\n')
    await until(() => readFileSync(pendingFile(capture)).length === 0)
    await recorder.close()
    expect(existsSync(pendingFile(capture))).toBe(false)
  })

  it('come back after a crash, those that were finished meanwhile only once', async () => {
    const recorder = await openRecorder(captureOptions(folder, { limits: { journalMs: 5 } }))
    const { capture } = recorder.status()
    const held = [1, 2, 3].map((peer) => new Held(peer, recorder))
    held.forEach((message) => message.add(`begin ${message.peer}`))
    await until(() => journal(capture).length === 3)
    held[0]!.add(' more')
    await until(() => journal(capture).length === 4)
    const before = crashed(capture)
    held[1]!.finish(' end\n')
    await until(() => recorder.counters.recorded > 0)
    writeFileSync(pendingFile(capture), readFileSync(pendingFile(before)))
    const after = crashed(capture)
    expect(await unfinished(before)).toEqual(['2 begin 2', '3 begin 3', '1 begin 1 more'])
    expect(await unfinished(after)).toEqual(['3 begin 3', '1 begin 1 more'])
    const records = await readAll(after)
    expect(JSON.parse(records.at(-1)!.content)).toMatchObject({ event: 'recovered', unfinishedBytes: 19 })
    held[0]!.finish('')
    held[2]!.finish('')
    await recorder.close()
  })

  it('come back up to the last whole entry of a torn journal', async () => {
    const recorder = await openRecorder(captureOptions(folder, { limits: { journalMs: 5 } }))
    const { capture } = recorder.status()
    const held = new Held(1, recorder)
    held.add('first')
    await until(() => journal(capture).length === 1)
    held.add('second')
    await until(() => journal(capture).length === 2)
    const { length } = readFileSync(pendingFile(capture))
    for (const cut of [1, 6, 7, 30, 38, 39, length]) {
      const copy = crashed(capture)
      truncateSync(pendingFile(copy), length - cut)
      const expected = cut <= 38 ? ['1 first'] : []
      expect(await unfinished(copy), `cut ${cut}`).toEqual(expected)
    }
    held.finish('')
    await recorder.close()
  })

  it('go along when the series goes on in another folder', async () => {
    const rollover = { bytes: 1_000, ageMs: null }
    const recorder = await openRecorder(captureOptions(folder, { rollover, limits: { journalMs: 5 } }))
    const { capture } = recorder.status()
    const held = new Held(7, recorder)
    held.add('across')
    await until(() => journal(capture).length === 1)
    recorder.messageIn(1, Buffer.alloc(900))
    recorder.messageIn(1, Buffer.alloc(900))
    const next = capture.replace(/\.swcap$/, '.002.swcap')
    await until(() => journal(next).length === 1)
    expect(existsSync(pendingFile(capture))).toBe(false)
    held.finish('')
    await recorder.close()
  })

  it('do not make the journal grow without end', async () => {
    const recorder = await openRecorder(captureOptions(folder, { limits: { journalMs: 1 } }))
    const { capture } = recorder.status()
    const steady = new Held(1, recorder)
    steady.add('steady')
    const busy = new Held(2, recorder)
    let largest = 0
    for (let round = 0; round < 12; round += 1) {
      busy.add(`${round}`.repeat(300_000))
      await until(() => journal(capture).some((entry) => entry.startsWith(`2@0 ${round}`)))
      largest = Math.max(largest, readFileSync(pendingFile(capture)).length)
      busy.finish('')
    }
    expect(largest).toBeLessThan(3_500_000)
    steady.finish('')
    await recorder.close()
  })
})

describe('a process killed while a message is unfinished', () => {
  it('leaves the bytes that came, as a record of its own', { timeout: 60_000 }, async () => {
    const program = fileURLToPath(new URL('../support/framed-recording.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', program, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const port = Number((await lines.next()).value)
    const capture = (await lines.next()).value as string
    const peer = await RawPeer.connectTo(port)
    peer.socket.write('whole\nfirst half')
    await until(() => journal(capture).length === 1)
    peer.socket.write(', second half')
    await until(() => journal(capture).length === 2)
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    peer.socket.destroy()
    const records = await readAll(capture)
    const messages = records.filter(({ kind }) => kind === 'message')
    expect(messages.map(({ content, flags }) => [Buffer.from(content, 'hex').toString(), flags])).toEqual([
      ['whole\n', 0],
      ['first half, second half', recordFlags.unfinished],
    ])
    expect(JSON.parse(records.at(-1)!.content)).toMatchObject({ event: 'recovered', unfinishedBytes: 23 })
  })
})
