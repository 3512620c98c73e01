import { once } from 'node:events'
import { readFile, readdir } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../support/command'
import { commandsUnderTest, connectTo } from '../support/commands-under-test'
import { isInstalled, outputOf } from '../support/installed-tool'

const commands = commandsUnderTest()
const { start } = commands

const listen = (...args: string[]) => start('listen', 'tcp://127.0.0.1:0', '--json', ...args)

describe('sockwright listen --export', () => {
  it('writes what is recorded as it comes, and all of it by its end', async () => {
    const file = join(commands.folder, 'in.bin')
    const command = listen('--export', file, '--format', 'raw', '--filter', 'dir:in')
    const socket = await connectTo(command)
    socket.write('hello ')
    await command.event('data')
    socket.end('world')
    await command.event('closed')
    expect(await command.stop('SIGTERM')).toBe(0)
    expect(command.lines.slice(-2)).toMatchObject([
      { event: 'exported', path: file, bytes: 11 },
      { event: 'summary', received: 11 },
    ])
    expect(await readFile(file, 'utf8')).toBe('hello world')
    expect(await readdir(commands.folder)).toEqual(['in.bin'])
  })

  it('has the whole of a recording that is over at once', async () => {
    const server = createServer((socket) => socket.end('bye'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const file = join(commands.folder, 'bye.bin')
    const args = ['connect', `tcp://127.0.0.1:${port}`, '--quiet', '--export', file, '--format', 'raw']
    expect(await runCommand(args)).toMatchObject({ code: 0 })
    server.close()
    expect(await readFile(file, 'utf8')).toBe('bye')
  })

  it.each([
    [['--export', 'x.html', '--format', 'html'], 'E_LIVE_EXPORT_FORMAT'],
    [['--export', '/nowhere/x.csv', '--format', 'csv'], 'E_EXPORT_WRITE'],
    [['--export', 'x.csv', '--format', 'csv', '--filter', 'dir:up'], 'E_FILTER'],
    [['--export', 'x.csv'], 'E_USAGE'],
    [['--format', 'csv'], 'E_USAGE'],
  ])('refuses %j in one line', async (flags, code) => {
    const ended = await runCommand(['listen', 'tcp://127.0.0.1:0', '--quiet', ...flags])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(code)
  })

  it.skipIf(!isInstalled('tshark'))(
    'makes pcapng that tshark follows to the exact bytes (skipped where it is not installed)',
    async () => {
      const file = join(commands.folder, 'live.pcapng')
      const command = listen('--export', file, '--format', 'pcapng', '--echo')
      const socket = await connectTo(command)
      socket.write('ping')
      await command.event('data', (line) => line['direction'] === 'out')
      socket.end()
      await command.event('closed')
      expect(await command.stop('SIGINT')).toBe(0)
      const followed = outputOf('tshark', ['-r', file, '-q', '-z', 'follow,tcp,raw,0']).toString()
      expect(followed).toMatch(/^70696e67$/m)
      expect(followed).toMatch(/^\t70696e67$/m)
      expect(outputOf('tshark', ['-r', file, '-Y', 'tcp.analysis.flags']).toString()).toBe('')
    },
  )
})
