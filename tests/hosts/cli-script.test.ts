import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunningCommand, runCommand } from '../support/command'

let folder: string
let command: RunningCommand | null = null

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-script-'))
})
afterEach(async () => {
  if (command && command.child.exitCode === null) await command.stop('SIGKILL')
  command = null
  await rm(folder, { recursive: true, force: true })
})

async function file(source: string): Promise<string> {
  const path = join(folder, 'upper.js')
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
    command = new RunningCommand(['listen', 'tcp://127.0.0.1:0', '--json', '--script', path])
    const { port } = await command.event('listening')
    const socket = connect(port as number, '127.0.0.1')
    await once(socket, 'connect')
    socket.write('hello')
    expect(String(((await once(socket, 'data')) as [Buffer])[0])).toBe('HELLO')
    expect(await command.event('script-logged')).toMatchObject({ peer: 1, text: 'got 5' })
    expect(await command.event('error')).toMatchObject({ code: 'E_SCRIPT_THROWN', peer: 1 })
    socket.destroy()
    expect(await command.stop('SIGTERM')).toBe(0)
  })

  it('refuses a script that cannot be read, with line and column', async () => {
    const path = await file('function onOpen() {\n  let 1 }')
    const { code, stderr } = await runCommand(['udp', '127.0.0.1:0', '--script', path])
    expect(code).toBe(2)
    expect(stderr).toContain('line 2, column 7')
    expect(stderr).toContain('E_SCRIPT_SYNTAX')
  })
})
