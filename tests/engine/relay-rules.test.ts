import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { checkAutomation } from '../../src/main/engine/relay/check-automation'
import { recordFlags } from '../../src/shared/capture/record'
import type { RelayEndpoint } from '../../src/main/engine/relay/relay-endpoint'
import type { RelayOptions } from '../../src/shared/endpoints/endpoint-config'
import type { Rule, RuleAction, RuleList } from '../../src/shared/rules/rule'
import { configOf, EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer, RawServer } from '../support/raw-peer'

const open: { stop(): Promise<void> }[] = []
const servers: RawServer[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.stop()))
  for (const one of servers.splice(0)) one.close()
})

/** What a message that contains `find` sets off. */
function rule(find: string, ...actions: RuleAction[]): Rule {
  const once = { delayMs: 0, jitterMs: 0, probability: 1, limit: null }
  const match = { by: 'contains', text: find } as const
  return { id: find, name: find, on: true, trigger: { when: 'message', match }, actions, ...once } as Rule
}

const reply = (text: string): RuleAction => ({
  do: 'reply',
  payload: { form: 'text', text, lineEnding: 'none' },
})
const all = (...rules: Rule[]): RuleList => ({ which: 'all', rules })

async function pair(rules: RuleList, options: Partial<RelayOptions> = {}) {
  const target = await RawServer.listen()
  servers.push(target)
  const made = new EndpointUnderTest('relay', { targetPort: target.port, framing: 'line', ...options })
  open.push(made.endpoint)
  made.setRules(rules)
  await made.endpoint.start()
  const arrives = target.next()
  const client = await RawPeer.connectTo(made.local.port)
  const there = await arrives
  return { made, client, there }
}

describe('rules of a relay', () => {
  it('hear what clients send, mark it and answer beside the target, which gets it all the same', async () => {
    const { made, client, there } = await pair(
      all(
        rule('ask', reply('by rule\n'), { do: 'mark', as: 'marked' }),
        rule('ask', { do: 'alert', text: 'asked' }),
      ),
    )
    client.socket.write('ask\nother\n')
    expect((await there.has(10)).toString()).toBe('ask\nother\n')
    expect((await client.has(8)).toString()).toBe('by rule\n')
    there.socket.write('ask back\n')
    expect((await client.has(17)).toString()).toBe('by rule\nask back\n')
    const messages = made.recorder.records.filter(({ bytes }) => bytes !== null)
    expect(messages.map(({ direction, flags, cause }) => [direction, flags, cause])).toEqual([
      ['in', recordFlags.marked, 'none'],
      ['out', 0, 'rule:ask'],
      ['in', 0, 'none'],
      ['out', 0, 'none'],
    ])
    expect(made.alerts.map(({ text }) => text)).toEqual(['asked'])
    expect(made.endpoint.status().counters).toMatchObject({
      receivedMessages: 2,
      sentMessages: 2,
      sentBytes: 17,
    })
  })

  it('change while clients are there, and end them', async () => {
    const { made, client, there } = await pair(all())
    made.setRules(all(rule('bye', { do: 'reset' })))
    client.socket.write('hello\nbye\n')
    expect(await client.closed).toMatchObject({ error: 'ECONNRESET' })
    expect(await there.closed).toMatchObject({ error: 'ECONNRESET' })
    expect(made.recorder.bytes(1, 'in').toString()).toBe('hello\nbye\n')
  })

  it('answer what TLS brings and rewriting changes, as it came', async () => {
    const { made, client, there } = await pair(all(rule('secret', reply('heard\n'))))
    const replacement = { by: 'text', find: 'secret', replace: 'public' } as const
    const rewrites = [{ id: 'r1', name: 'swap', on: true, direction: 'in', replacement } as const]
    made.endpoint.configure({ ...made.endpoint.config, rewrites })
    client.socket.write('a secret\n')
    expect((await there.has(9)).toString()).toBe('a public\n')
    expect((await client.has(6)).toString()).toBe('heard\n')
  })

  it('answer the way of what the target sends: rewritten, held, and subject to faults', async () => {
    const { made, client } = await pair(all(rule('ask', reply('a secret\n'))))
    const replacement = { by: 'text', find: 'secret', replace: 'word' } as const
    const rewrites = [{ id: 'r1', name: 'swap', on: true, direction: 'out', replacement } as const]
    made.endpoint.configure({ ...made.endpoint.config, rewrites })
    client.socket.write('ask\n')
    expect((await client.has(7)).toString()).toBe('a word\n')
    const relayed = made.endpoint as unknown as RelayEndpoint
    relayed.intercept(['out'])
    client.socket.write('ask\n')
    await expect.poll(() => relayed.held.page(0, 9).rows.map(({ length }) => length)).toEqual([7])
    relayed.held.drop('all')
    relayed.intercept([])
    made.set({ faults: 'out.drop=100%' })
    client.socket.write('ask\n')
    const sent = () => made.recorder.records.filter(({ direction }) => direction === 'out')
    await made.recorder.until(() => sent().length === 7)
    const { altered, dropped, replaced } = recordFlags
    expect(sent().map(({ flags, cause }) => [flags, cause])).toEqual([
      [replaced, 'rule:ask'],
      [altered, 'rewrite:swap'],
      [replaced, 'rule:ask'],
      [altered, 'rewrite:swap'],
      [altered | dropped, 'hand'],
      [replaced | dropped, 'rule:ask'],
      [altered | dropped, 'rewrite:swap'],
    ])
    expect(client.received.toString()).toBe('a word\n')
  })

  it('stop reading a client while answers wait that faults hold up', async () => {
    const { made, client } = await pair(all(rule('ask', reply('x'.repeat(65_536)))), {
      faults: 'out.stall=1',
    })
    for (let count = 0; count < 64; count += 1) client.socket.write(`ask${'.'.repeat(262_144)}\n`)
    await made.recorder.seen('fault-acted', 1)
    await expect.poll(() => client.socket.writableLength).toBeGreaterThan(0)
    const { counters } = made.endpoint.status()
    expect(counters.sentBytes).toBeLessThan(3_000_000)
    made.set({ faultsOn: false })
    await client.has(64 * 65_536)
  })

  it('say nothing any more where our direction to the client has ended', async () => {
    const { made, client, there } = await pair(all(rule('ask', reply('late\n'))))
    there.socket.end()
    await client.fin()
    client.socket.write('ask\n')
    expect((await there.has(4)).toString()).toBe('ask\n')
    expect(made.recorder.bytes(1, 'out').length).toBe(0)
  })

  it('cannot run a sequence or upgrade', () => {
    for (const action of [{ do: 'upgrade' }, { do: 'sequence', sequence: 'login' }] as const) {
      const config = { ...configOf('relay'), rules: all(rule('x', action)) }
      expect(() => checkAutomation(config)).toThrow(/cannot/)
    }
  })

  it('answer datagrams', async () => {
    const target = createSocket('udp4')
    target.bind(0, '127.0.0.1')
    await once(target, 'listening')
    const made = new EndpointUnderTest('relay', { transport: 'udp', targetPort: target.address().port })
    open.push(made.endpoint)
    made.setRules(all(rule('ping', reply('pong'))))
    await made.endpoint.start()
    const client = createSocket('udp4')
    const [forwarded, answered] = [once(target, 'message'), once(client, 'message')]
    client.send('ping', made.local.port, '127.0.0.1')
    expect(String((await forwarded)[0])).toBe('ping')
    expect(String((await answered)[0])).toBe('pong')
    client.close()
    target.close()
  })
})

describe('a script of a relay', () => {
  it('hears clients and answers them', async () => {
    const { made, client, there } = await pair(all())
    made.setScript(`function onMessage(peer, message) { peer.send('by script\\n') }`)
    await made.untilScript('running')
    client.socket.write('hello\n')
    expect((await there.has(6)).toString()).toBe('hello\n')
    expect((await client.has(10)).toString()).toBe('by script\n')
    await made.recorder.until(() => made.recorder.records.some(({ cause }) => cause === 'script:test'))
  })
})

describe('a relay of a workspace from elsewhere', () => {
  it('neither rewrites nor answers before the person consents', async () => {
    let mayAct = false
    const target = await RawServer.listen()
    servers.push(target)
    const options = { targetPort: target.port, framing: 'line' } as const
    const others = { mayAct: () => mayAct }
    const made = new EndpointUnderTest('relay', options, undefined, undefined, undefined, others)
    open.push(made.endpoint)
    const replacement = { by: 'text', find: 'secret', replace: 'public' } as const
    const rewrites = [{ id: 'r1', name: 'swap', on: true, direction: 'in', replacement } as const]
    const wanted = { ...made.endpoint.config, rewrites, rules: all(rule('secret', reply('heard\n'))) }
    made.endpoint.configure(wanted)
    await made.endpoint.start()
    const arrives = target.next()
    const client = await RawPeer.connectTo(made.local.port)
    const there = await arrives
    client.socket.write('secret\n')
    expect((await there.has(7)).toString()).toBe('secret\n')
    mayAct = true
    made.endpoint.configure(wanted)
    client.socket.write('secret\n')
    expect((await there.has(14)).toString()).toBe('secret\npublic\n')
    expect((await client.has(6)).toString()).toBe('heard\n')
  })
})
