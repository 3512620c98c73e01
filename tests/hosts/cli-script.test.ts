import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandsUnderTest, connectTo } from '../support/commands-under-test'

const commands = commandsUnderTest()
const { start, run } = commands

async function file(source: string): Promise<string> {
  const path = join(commands.folder, 'upper.js')
  await writeFile(path, source)
  return path
}

describe('--script', () => {
  it('answers by the script of a file, and tells what it logs and where it fails', async () => {
    const path = await file(`
      function onMessage(peer, message) {
        log('got', message.length)
        peer.send(message.text.toUpperCase())
        message.nothing.there
      }`)
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', '--script', path)
    const socket = await connectTo(command)
    socket.write('hello')
    expect(String(((await once(socket, 'data')) as [Buffer])[0])).toBe('HELLO')
    expect(await command.event('script-logged')).toMatchObject({ peer: 1, text: 'got 5' })
    expect(await command.event('error')).toMatchObject({ code: 'E_SCRIPT_THROWN', peer: 1 })
    socket.destroy()
    expect(await command.stop('SIGTERM')).toBe(0)
  })

  it('refuses a script that cannot be read, with line and column', async () => {
    const path = await file('function onOpen() {\n  let 1 }')
    const { code, stderr } = await run('udp', '127.0.0.1:0', '--script', path)
    expect(code).toBe(2)
    expect(stderr).toContain('line 2, column 7')
    expect(stderr).toContain('E_SCRIPT_SYNTAX')
  })
})
