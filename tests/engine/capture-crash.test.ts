import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAll } from '../support/recorded-capture'

const kills = 100
const atOnce = 4

let folder: string
let program: string

/** What a kill leaves is the same on every file system; in memory a hundred of them take no time. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

beforeAll(async () => {
  folder = mkdtempSync(path.join(place, 'sockwright-crash-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('../support/endless-recording.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'endless-recording.mjs' } },
    },
    ssr: { noExternal: true },
  })
  program = path.join(folder, 'endless-recording.mjs')
}, 60_000)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Killed {
  readonly capture: string
  /** Inbound bytes that were on disk by its last report. */
  readonly written: number
}

/** Lets the program record for a while and ends it with SIGKILL. */
function recordAndKill(captures: string, afterMs: number): Promise<Killed> {
  const child: ChildProcess = spawn(process.execPath, [program, captures], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let capture = ''
  let written = 0
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line.startsWith('taken ')) written = Number(line.slice(6))
    else {
      capture = line
      setTimeout(() => child.kill('SIGKILL'), afterMs)
    }
  })
  return new Promise((resolve) => {
    child.on('close', () => resolve({ capture, written }))
  })
}

describe('a process killed while it records', () => {
  it(`leaves a capture that opens whole, ${kills} times`, async () => {
    let next = 0
    const work = async () => {
      while (next < kills) {
        next += 1
        const killed = await recordAndKill(path.join(folder, `captures-${next}`), Math.random() * 60)
        await expectWhole(killed)
        rmSync(path.dirname(killed.capture), { recursive: true })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }, 240_000)
})

async function expectWhole({ capture, written }: Killed): Promise<void> {
  const records = await readAll(capture)
  expect(records.map(({ record }) => record)).toEqual(records.map((_, index) => index + 1))
  const messages = records.filter(({ direction }) => direction === 'in')
  const sent = messages.map((_, index) => [messageText(index + 1), 1 + ((index + 1) % 3)])
  expect(messages.map(({ content, peer }) => [Buffer.from(content, 'hex').toString(), peer])).toEqual(sent)
  const bytes = messages.reduce((sum, { length }) => sum + length, 0)
  expect(bytes).toBeGreaterThanOrEqual(written)
  expect(JSON.parse(records.at(-1)!.content)).toMatchObject({ event: 'recovered' })
}

/** As `endless-recording.ts` makes it. */
function messageText(count: number): string {
  return `#${count}.${'x'.repeat((count * 37) % 2_000)}`
}
