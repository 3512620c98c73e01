import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RunningCommand } from '../support/command'

let folder: string
/** What a client has recorded of its connection with a server that recorded too. */
let capture: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-timeline-'))
  const server = new RunningCommand(['listen', 'tcp://127.0.0.1:0', '--echo', '--json', '--capture', folder])
  const { port } = await server.event('listening')
  const client = new RunningCommand([
    ...['connect', `tcp://127.0.0.1:${String(port)}`, '--json', '--capture', folder],
  ])
  client.child.stdin.end('hello')
  expect(await client.ended()).toBe(0)
  await server.event('closed')
  expect(await server.stop()).toBe(0)
  const name = (await readdir(folder)).find((one) => one.includes('connect'))
  capture = join(folder, name!)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the command to its end. */
async function timeline(
  ...flags: readonly string[]
): Promise<{ out: string; complaint: string; code: number | null }> {
  const command = new RunningCommand(['timeline', capture, ...flags])
  const code = await command.ended()
  return { out: command.stdout, complaint: command.stderr, code }
}

describe('sockwright timeline', () => {
  it('prints each call of both ends, with how long a message was on its way', async () => {
    const { out, code } = await timeline()
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines.filter((line) => /^ +derived/.test(line))).toHaveLength(3)
    for (const call of ['listen(511)', 'accept() → #1', 'connected', 'shutdown(write)', 'close()'])
      expect(out).toContain(call)
    expect(out).toMatch(/write 5 B {2}“hello” {2}→ \d/)
  })

  it('explains each step, in Chinese too', async () => {
    expect((await timeline('--explain')).out).toContain('Asks the system for a socket')
    expect((await timeline('--explain', '--language', 'zh-CN')).out).toContain('向系统申请一个套接字')
  })

  it('is an object for each step, or a picture', async () => {
    const steps = (await timeline('--json')).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(steps.find(({ call }) => call === 'write')).toMatchObject({
      event: 'step',
      bytes: 5,
      hex: Buffer.from('hello').toString('hex'),
      arrived: expect.any(Number) as number,
    })
    const picture = join(folder, 'life.svg')
    expect((await timeline('--svg', picture)).code).toBe(0)
    expect(await readFile(picture, 'utf8')).toMatch(/^<svg[^]*accept\(\) → #1[^]*<\/svg>\s*$/)
  })

  it('refuses the target of what is no relay', async () => {
    const { complaint, code } = await timeline('--target')
    expect(code).toBe(2)
    expect(complaint).toContain('--target is for the capture of a relay')
  })

  it('says that there is no such peer', async () => {
    const { complaint, code } = await timeline('--peer', '7')
    expect([code, complaint]).toEqual([2, expect.stringContaining('E_PEER_UNKNOWN')])
  })
})
