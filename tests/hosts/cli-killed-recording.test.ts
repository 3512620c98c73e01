import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunningCommand, runCommand } from '../support/command'
import { isInstalled, outputOf } from '../support/installed-tool'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-cli-killed-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** What tshark finds of a stream: the bytes of the side that connected, and of the other. */
function followed(file: string, stream: number): readonly [Buffer, Buffer] {
  const lines = outputOf('tshark', ['-r', file, '-q', '-z', `follow,tcp,raw,${stream}`])
    .toString()
    .split('\n')
    .filter((line) => /^\t?[0-9a-f]+$/.test(line))
  const side = (indented: boolean) =>
    Buffer.from(
      lines.flatMap((line) => (line.startsWith('\t') === indented ? line.trim() : [])).join(''),
      'hex',
    )
  return [side(false), side(true)]
}

describe('a recording whose program was killed', () => {
  it.skipIf(!isInstalled('tshark'))(
    'is exported as pcapng with every byte that came back in order (skipped where tshark is not installed)',
    async () => {
      const command = new RunningCommand([
        'listen',
        'tcp://[::1]:0',
        '--json',
        '--quiet',
        '--echo',
        '--capture',
        folder,
      ])
      const { port } = await command.event('listening')
      const clients: { readonly socket: Socket; readonly sent: Buffer }[] = []
      for (let number = 0; number < 3; number += 1) {
        const socket = connect(port as number, '::1')
        await once(socket, 'connect')
        await command.event('connected', ({ peer }) => peer === number + 1)
        clients.push({ socket, sent: randomBytes(200_000 + number) })
      }
      await Promise.all(clients.map(({ socket, sent }) => exchange(socket, sent)))
      clients[0]!.socket.end()
      clients[1]!.socket.resetAndDestroy()
      await command.event('end-received')
      await command.event('closed', ({ peer }) => peer === 2)
      // Events are told from the disk: what came before this one is there too.
      await command.event('closed', ({ peer }) => peer === 1)
      await command.stop('SIGKILL')
      clients.forEach(({ socket }) => socket.destroy())
      const capture = join(
        folder,
        (await readdir(folder)).find((name) => name.endsWith('.swcap'))!,
      )
      const file = join(folder, 'killed.pcapng')
      expect(await runCommand(['export', capture, '--format', 'pcapng', '-o', file])).toMatchObject({
        code: 0,
      })
      clients.forEach(({ sent }, stream) => {
        const [fromClient, fromUs] = followed(file, stream)
        expect(fromClient.equals(sent)).toBe(true)
        expect(fromUs.equals(sent)).toBe(true)
      })
      const warnings = 'tcp.analysis.flags || _ws.malformed || tcp.checksum.status == 0'
      const check = ['-o', 'tcp.check_checksum:TRUE', '-Y', warnings]
      expect(outputOf('tshark', ['-r', file, ...check]).toString()).toBe('')
    },
  )
})

/** Sends `bytes` and waits until as many have come back. */
async function exchange(socket: Socket, bytes: Buffer): Promise<void> {
  socket.write(bytes)
  for (let back = 0; back < bytes.length;) back += ((await once(socket, 'data')) as [Buffer])[0].length
}
