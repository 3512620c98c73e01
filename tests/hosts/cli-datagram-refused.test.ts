import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createSocket } from 'node:dgram'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCommand } from '../support/command'
import { tracingMissing } from '../support/traced-calls'

/** Has the system refuse every datagram, as one with a smaller limit would. */
const refusing = ['-f', '-q', '-o', '/dev/null', '-e', 'trace=sendmsg,sendmmsg']
const inject = ['-e', 'inject=sendmsg,sendmmsg:error=EMSGSIZE']

const missing = tracingMissing()
const skipped = missing === null ? '' : ` (skipped: ${missing})`

describe.skipIf(missing !== null)(`a system that sends no datagram of this length${skipped}`, () => {
  const peer = createSocket('udp4')
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sockwright-cli-'))
    peer.bind(0, '127.0.0.1')
    await once(peer, 'listening')
  })
  afterEach(async () => {
    peer.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is told with its code and what to do, and what did not leave is named and counted', async () => {
    const command = ['udp', '127.0.0.1:0', '--to', `127.0.0.1:${peer.address().port}`, '--send', 'hello']
    const child = spawn(
      'strace',
      [...refusing, ...inject, process.execPath, builtCommand, ...command, '--json', '--duration', '2'],
      { env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let said = ''
    let complained = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text))
    expect(await once(child, 'close')).toEqual([2, null])
    const lines = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const message = 'The system refused a datagram of 5 bytes as too long. Send less at once.'
    expect(lines[0]).toMatchObject({ event: 'listening' })
    expect(lines).toContainEqual({ event: 'error', code: 'EMSGSIZE', message })
    expect(complained).toBe(`sockwright: ${message} (EMSGSIZE)\n`)
    const record = lines.find(({ event }) => event === 'data')!['record']
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'error', code: 'EMSGSIZE', peer: 1, record, unsent: 5 }),
    )
    expect(lines.at(-1)).toMatchObject({ event: 'summary', sent: 0, records: 1 })
  })
})
