import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunningCommand, runCommand } from '../support/command'

let folder: string
let server: RunningCommand
let target: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-load-'))
  server = new RunningCommand([
    'listen',
    'tcp://127.0.0.1:0',
    '--echo',
    '--frame',
    'line',
    '--json',
    '--quiet',
  ])
  const { port } = await server.event('listening')
  target = `tcp://127.0.0.1:${port as number}`
})
afterEach(async () => {
  await server.stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

const load = (...flags: string[]) =>
  runCommand(['load', target, '--send', 'ping', '--eol', 'lf', '--frame', 'line', ...flags])

describe('sockwright load', () => {
  it('tells the sums, writes a report and succeeds as expected', async () => {
    const report = join(folder, 'report.html')
    const flags = ['--expect', 'ping', '--count', '500', '--clients', '4', '--json', '--report', report]
    const { code, stdout } = await load(...flags)
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.at(-1)).toMatchObject({ event: 'summary', sent: 500, replies: 500, connected: 0, ok: true })
    expect(await readFile(report, 'utf8')).toContain('<!doctype html>')
  })

  it('fails where an expectation is not met, within what is allowed', async () => {
    const wrong = ['--expect', 'pong', '--count', '10', '--clients', '2']
    const { code, stderr } = await load(...wrong)
    expect(code).toBe(1)
    expect(stderr).toContain('10 errors, at most 0 are allowed')
    expect((await load(...wrong, '--max-errors', '100%')).code).toBe(0)
  })

  it('tells no count of replies where none is expected', async () => {
    const { code, stdout, stderr } = await load('--count', '10', '--clients', '2')
    expect(code).toBe(0)
    expect(stdout).toContain('Messages sent')
    expect(stdout + stderr).not.toMatch(/repl(y|ies)/i)
  })

  it('asks before it goes to others, and refuses what makes no sense', async () => {
    const stranger = await runCommand(['load', 'tcp://203.0.113.9:80', '--send', 'x'])
    expect(stranger.code).toBe(2)
    expect(stranger.stderr).toContain('--target-is-mine')
    expect((await runCommand(['load', target])).stderr).toContain('load needs --send or --send-hex')
    expect((await load('--clients', '0')).code).toBe(2)
    expect((await load('--report', 'x.pdf')).code).toBe(2)
  })

  it('ends cleanly by a signal', async () => {
    const command = new RunningCommand([
      'load',
      target,
      '--send',
      'x',
      '--rate',
      '50',
      '--json',
      '--duration',
      '60',
    ])
    await command.event('second')
    expect(await command.stop('SIGINT')).toBe(0)
    expect(await command.event('summary')).toMatchObject({ end: 'person', connected: 0 })
  })
})
