import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandsUnderTest, connectTo } from '../support/commands-under-test'

const commands = commandsUnderTest()
const { start, run } = commands

const ack = (pattern: string) => ({
  name: 'ack',
  trigger: { when: 'message', match: { by: 'regex', pattern } },
  actions: [{ do: 'reply', payload: { form: 'text', text: 'ACK {{match.1}}', lineEnding: 'lf' } }],
})

async function file(content: unknown): Promise<string> {
  const path = join(commands.folder, 'rules.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

describe('--rules', () => {
  it('answers by a file of rules', async () => {
    const path = await file({ rules: [ack('seq=(\\d+)')] })
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', '--rules', path)
    const socket = await connectTo(command)
    socket.write('seq=88')
    expect(String(((await once(socket, 'data')) as [Buffer])[0])).toBe('ACK 88\n')
    expect(await command.event('data', ({ direction }) => direction === 'out')).toMatchObject({
      cause: 'rule:ack',
    })
    socket.destroy()
    expect(await command.stop('SIGTERM')).toBe(0)
  })

  it.each([
    [{ rules: [ack('seq=(\\d+')] }, 'rule 1 “ack”, match'],
    [{ rules: [{ ...ack('x'), delayMs: 'long' }] }, 'rule 1 “ack” (delayMs)'],
    ['{', 'no JSON'],
  ])('refuses a broken file whole: %j', async (content, words) => {
    const { code, stderr } = await run('udp', '127.0.0.1:0', '--rules', await file(content))
    expect(code).toBe(2)
    expect(stderr).toContain(words)
    expect(stderr).toContain('E_RULES_FILE')
  })

  it('says so where there is no such file', async () => {
    const { code, stderr } = await run('udp', '127.0.0.1:0', '--rules', join(commands.folder, 'none.json'))
    expect(code).toBe(2)
    expect(stderr).toContain('cannot be read (ENOENT)')
  })
})
