import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Payload } from '../../src/shared/payload/payload'
import { engineUnderTest } from '../support/engine-under-test'

const served = engineUnderTest()

async function received(socket: Socket, length: number): Promise<string> {
  let bytes = Buffer.alloc(0)
  while (bytes.length < length) {
    const chunk = socket.read() as Buffer | null
    if (chunk) bytes = Buffer.concat([bytes, chunk])
    else await once(socket, 'readable')
  }
  return bytes.toString('latin1')
}

const text = (typed: string): Payload => ({ form: 'text', text: typed, lineEnding: 'none' })
const toAll = { to: 'peers', peers: 'all' } as const
const send = (payload: Payload) =>
  served.session.call('endpoint.send', { endpoint: served.endpoint, target: toAll, payload })
const preview = (payload: Payload, peer?: number) =>
  served.session.call('payload.preview', { endpoint: served.endpoint, payload, peer })

describe('a payload with variables that is sent by hand', () => {
  it('is made for each peer, and counts its sendings until the endpoint starts anew', async () => {
    await served.startServer()
    const one = await served.client()
    const two = await served.client()
    const numbered = text('#{{peer.number}} {{seq}} {{local.port}} {{peer.port}};')
    const expected = (socket: Socket, peer: number, seq: number) =>
      `#${peer} ${seq} ${served.port} ${socket.localPort};`
    for (const seq of [1, 2]) {
      await send(numbered)
      expect(await received(one, expected(one, 1, seq).length)).toBe(expected(one, 1, seq))
      expect(await received(two, expected(two, 2, seq).length)).toBe(expected(two, 2, seq))
    }
    await send(text('{{seq}}'))
    expect(await received(one, 1)).toBe('1')

    await served.session.call('endpoint.stop', { endpoint: served.endpoint })
    await served.start()
    const again = await served.client()
    await send(numbered)
    expect(await received(again, expected(again, 1, 1).length)).toBe(expected(again, 1, 1))
  })

  it('tells of each peer why it could not be made', async () => {
    await served.startServer()
    await served.client()
    expect(await send(text('{{u8 local.port}}'))).toMatchObject([
      { peer: 1, ok: false, failure: { code: 'E_VARIABLE_RANGE', details: { index: 0 } } },
    ])
    await expect(send(text('a {{nobody}}'))).rejects.toMatchObject({
      code: 'E_VARIABLE_UNKNOWN',
      details: { index: 4, length: 6 },
    })
    await expect(send(text('{{match.1}}'))).rejects.toMatchObject({ code: 'E_VARIABLE_PLACE' })
  })

  it('gets its fields at each sending', async () => {
    await served.startServer()
    const socket = await served.client()
    const fields: Payload['fields'] = [
      { field: 'checksum', checksum: 'sum-8', order: 'be', as: 'HEX', from: 0, to: null, at: 'end' },
      { field: 'length', as: 'u8', digits: 0, counts: 'payload', plus: 0, at: 'start' },
    ]
    await send({ ...text('{{seq}}'), fields })
    await send({ ...text('{{seq}}'), fields })
    expect(await received(socket, 8)).toBe('\x01132' + '\x01233')
  })

  it('is previewed as it would be sent now, without being counted', async () => {
    await served.startServer()
    const counted = text('{{seq}}/{{peer.number}}')
    const shown = async (peer?: number) => {
      const made = await preview(counted, peer)
      if (!made.ok) throw new Error(made.failure.message)
      return Buffer.from(made.bytes).toString()
    }
    expect(await shown()).toBe('1/1')
    await served.client()
    const two = await served.client()
    expect(await shown(2)).toBe('1/2')
    await send(counted)
    expect(await received(two, 3)).toBe('1/2')
    expect(await shown(2)).toBe('2/2')
    expect(await preview(text('{{env.SOCKWRIGHT_NOT_THERE}}'))).toMatchObject({
      ok: false,
      failure: { code: 'E_ENVIRONMENT_MISSING' },
    })
  })
})

describe('greeting and reply', () => {
  it('have variables, and a failure is an event', async () => {
    await served.startServer({
      greet: 'you are {{peer.number}}\\n',
      reply: '{{u8 seq(255)}}',
      framing: 'line',
    })
    const one = await served.client()
    expect(await received(one, 10)).toBe('you are 1\n')
    one.write('a\nb\n')
    expect(await received(one, 1)).toBe('\xff')
    const two = await served.client()
    expect(await received(two, 10)).toBe('you are 2\n')
    const { recording } = served.engine.endpoints.get(served.endpoint).status()
    await served.session.call('endpoint.stop', { endpoint: served.endpoint })
    const events = await readFile(join(recording!.capture, 'events.bin'), 'utf8')
    expect(events).toContain('answer-failed')
    expect(events).toContain('E_VARIABLE_RANGE')
  })

  it('refuse what is wrong before anything is saved', async () => {
    const options = { greet: 'a {{match.1}}' }
    await expect(
      served.session.call('endpoint.create', { kind: 'tcp-server', name: 'Wrong', options }),
    ).rejects.toMatchObject({ code: 'E_VARIABLE_PLACE', details: { option: 'greet' } })
  })
})

describe('variables of the workspace', () => {
  it('are inserted, kept in its file, and may change', async () => {
    await served.startServer()
    const socket = await served.client()
    await served.session.call('workspace.setVariables', { variables: { token: 'a{{seq}}\\n', 令牌: '值' } })
    await send(text('{{token}}'))
    expect(await received(socket, 10)).toBe('a{{seq}}\\n')
    const { path, variables } = await served.session.call('workspace.current', {})
    expect(variables).toEqual({ token: 'a{{seq}}\\n', 令牌: '值' })
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ variables })
    await served.session.call('workspace.setVariables', { variables: { token: 'other' } })
    await send(text('{{token}}'))
    expect(await received(socket, 5)).toBe('other')
    await served.session.call('workspace.setVariables', { variables: {} })
    expect(await send(text('{{token}}'))).toMatchObject([{ failure: { code: 'E_VARIABLE_UNKNOWN' } }])
    expect(JSON.parse(await readFile(path, 'utf8'))).not.toHaveProperty('variables')
  })

  it.each(['seq', 'env', '1st', 'a b', ''])('cannot be called %j', async (name) => {
    const variables = JSON.parse(`{${JSON.stringify(name)}: "x"}`) as Record<string, string>
    await expect(served.session.call('workspace.setVariables', { variables })).rejects.toMatchObject({
      code: 'E_ARGUMENT',
    })
  })
})
