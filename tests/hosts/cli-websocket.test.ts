import { describe, expect, it } from 'vitest'
import type { RunningCommand } from '../support/command'
import { commandsUnderTest } from '../support/commands-under-test'

const { start } = commandsUnderTest()

async function served(...flags: readonly string[]): Promise<{ server: RunningCommand; at: string }> {
  const server = start('listen', 'ws://127.0.0.1:0/chat', '--json', ...flags)
  const { port } = await server.event('listening')
  return { server, at: `127.0.0.1:${String(port)}` }
}

describe('WebSockets on the command line', () => {
  it('send each line of the input as a message, and close when it ends', async () => {
    const { server, at } = await served('--echo', '--ws-protocol', 'b,a')
    const client = start(
      'connect',
      `ws://${at}/chat`,
      '--json',
      '--ws-protocol',
      'a',
      '--ws-header',
      'X-One: 1',
    )
    client.child.stdin.end('first\nsecond')
    const opened = await server.event('websocket-opened')
    expect(opened).toMatchObject({ path: '/chat', protocol: 'a' })
    expect(opened['request']).toContain('X-One: 1')
    const heard = (text: string) =>
      client.event(
        'data',
        ({ direction, hex }) => direction === 'in' && hex === Buffer.from(text).toString('hex'),
      )
    expect(await heard('first')).toMatchObject({ opcode: 'text', bytes: 5 })
    await heard('second')
    expect(await client.event('closed')).toMatchObject({ by: 'us', reason: 'closed' })
    expect(await client.ended()).toBe(0)
    expect(await server.event('closed')).toMatchObject({
      webSocket: { received: { code: 1_000, reason: '' } },
    })
  })

  it('send what is given to whoever opens, in binary frames where that is wanted', async () => {
    const { at } = await served('--send', 'hello', '--ws-binary')
    const client = start('connect', `ws://${at}/chat`, '--json')
    const hello = await client.event('data')
    expect(hello).toMatchObject({ opcode: 'binary', hex: Buffer.from('hello').toString('hex') })
  })

  it('close with the code and reason that were asked for', async () => {
    const { server, at } = await served()
    const client = start(
      'connect',
      `ws://${at}/chat`,
      '--ws-close-code',
      '4001',
      '--ws-close-reason',
      'had enough',
    )
    client.child.stdin.end('one')
    expect(await client.ended()).toBe(0)
    expect(await server.event('closed')).toMatchObject({
      webSocket: { received: { code: 4_001, reason: 'had enough' } },
    })
    const wrong = start('connect', `ws://${at}/chat`, '--ws-close-code', '1005')
    expect(await wrong.ended()).toBe(2)
    expect(wrong.stderr).toContain('3000 to 4999, not 1005')
  })

  it('go over TLS as server and client', async () => {
    const server = start('listen', 'wss://127.0.0.1:0/chat', '--tls-self-signed', '--echo', '--json')
    const { port } = await server.event('listening')
    const client = start(
      'connect',
      `wss://127.0.0.1:${String(port)}/chat`,
      '--tls-no-verify',
      '--send',
      'hi',
      '--json',
    )
    const answer = await client.event('data', ({ direction }) => direction === 'in')
    expect(answer).toMatchObject({ opcode: 'text', hex: Buffer.from('hi').toString('hex') })
    expect(await client.event('secured')).toMatchObject({ version: 'TLSv1.3' })
    expect(await client.stop()).toBe(0)
  })

  it('fail with the reason where there is no WebSocket', async () => {
    const { server, at } = await served()
    const client = start('connect', `ws://${at}/elsewhere`)
    expect(await client.ended()).toBe(2)
    expect(client.stderr).toMatch(/404.*\(E_WS_PATH\)\n$/s)
    expect(await server.event('error')).toMatchObject({
      code: 'E_WS_OTHER_PATH',
      during: 'websocket-refused',
    })
  })

  it('refuse flags of other kinds of endpoint', async () => {
    const client = start('connect', 'tcp://127.0.0.1:9', '--ws-ping', '1000')
    expect(await client.ended()).toBe(2)
    expect(client.stderr).toContain('--ws-ping is not for a TCP client')
  })
})
