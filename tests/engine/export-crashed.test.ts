import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import { exportToFile } from '../support/export-to-file'
import { isInstalled, outputOf } from '../support/installed-tool'
import { HeardSession } from '../support/query-session'
import { readAll } from '../support/recorded-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-export-crashed-'))
let service: QueryService

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true })
})

/** Kills a program that records into a series as it goes into its third folder; gives the first folder. */
async function killedRecording(): Promise<string> {
  const program = path.join(import.meta.dirname, '..', 'support', 'endless-recording.ts')
  const captures = path.join(folder, 'captures')
  const child = spawn(process.execPath, ['--import', 'tsx', program, captures], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('taken') && readdirSync(captures).length >= 3) break
  }
  child.kill('SIGKILL')
  await once(child, 'exit')
  return path.join(captures, readdirSync(captures).sort()[0]!)
}

describe('the pcapng export of a series whose program was killed', () => {
  it.skipIf(!isInstalled('tshark'))(
    'has every byte in order for tshark, with no warning (skipped where it is not installed)',
    async () => {
      const capture = await killedRecording()
      const file = await exportToFile(new HeardSession(service), capture, folder, 'pcapng')
      expect(
        outputOf('tshark', ['-r', file, '-Y', '_ws.malformed || udp.checksum.status == 0']).toString(),
      ).toBe('')
      const messages = (await readAll(capture)).filter(({ kind, peer }) => kind === 'message' && peer > 0)
      expect(messages.length).toBeGreaterThan(100)
      for (const peer of [1, 2, 3]) {
        const wanted = messages.flatMap((message) => (message.peer === peer ? [message.content] : []))
        // Peers appear in turn: 2, 3, 1.
        const stream = [2, 3, 1].indexOf(peer)
        const followed = outputOf('tshark', ['-r', file, '-q', '-z', `follow,udp,raw,${stream}`]).toString()
        const hex = followed.split('\n').filter((line) => /^\t?[0-9a-f]+$/.test(line))
        expect(hex.join('').replaceAll('\t', '') === wanted.join('')).toBe(true)
      }
    },
  )
})
