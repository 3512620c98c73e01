import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import * as v from 'valibot'
import { afterEach, describe, expect, it } from 'vitest'
import { recordFlags } from '../../src/shared/capture/record'
import type { TcpServerOptions } from '../../src/shared/endpoints/endpoint-config'
import { RuleListSchema, type RuleList } from '../../src/shared/rules/rule'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer, RawServer } from '../support/raw-peer'

type RuleInput = v.InferInput<typeof RuleListSchema>['rules'][number]
const open: EndpointUnderTest[] = []
const opened: { close(): unknown }[] = []

function rulesOf(which: RuleList['which'], ...rules: Omit<RuleInput, 'id'>[]): RuleList {
  return v.parse(RuleListSchema, { which, rules: rules.map((rule, at) => ({ id: `r${at}`, ...rule })) })
}

async function server(
  rules: RuleList,
  options: Partial<TcpServerOptions> = { framing: 'line' },
): Promise<EndpointUnderTest<'tcp-server'>> {
  const made = new EndpointUnderTest('tcp-server', options)
  open.push(made as unknown as EndpointUnderTest)
  made.setRules(rules)
  await made.endpoint.start()
  return made
}

async function client(made: EndpointUnderTest<'tcp-server'>): Promise<RawPeer> {
  const peer = await RawPeer.connectTo(made.local.port)
  opened.push({ close: () => peer.socket.destroy() })
  return peer
}

const reply = (text: string) =>
  ({ do: 'reply', payload: { form: 'text', text, lineEnding: 'none' } }) as const
const onMessage = (text: string) => ({ when: 'message', match: { by: 'exact', text } }) as const
const onPattern = (pattern: string) => ({ when: 'message', match: { by: 'regex', pattern } }) as const

afterEach(async () => {
  for (const one of opened.splice(0)) one.close()
  await Promise.all(open.splice(0).map(({ endpoint }) => endpoint.stop()))
})

describe('rules', () => {
  it('answer with what the message says, and are named by the record', async () => {
    const made = await server(
      rulesOf('first', {
        name: 'ack',
        trigger: onPattern('seq=(?P<n>\\d+)'),
        actions: [reply('ACK {{match.n}}\\n')],
      }),
    )
    const peer = await client(made)
    peer.socket.write('seq=88\nnothing\nseq=89\n')
    expect(String(await peer.has(14))).toBe('ACK 88\nACK 89\n')
    const sent = made.recorder.records.filter(({ direction }) => direction === 'out')
    expect(sent.map(({ cause }) => cause)).toEqual(['rule:ack', 'rule:ack'])
  })

  it('act first or all, in their order', async () => {
    const both = [
      { name: 'a', trigger: onPattern('x'), actions: [reply('a')] },
      { name: 'b', trigger: onPattern('.'), actions: [reply('b')] },
    ]
    const made = await server(rulesOf('first', ...both))
    const peer = await client(made)
    peer.socket.write('x\ny\n')
    expect(String(await peer.has(2))).toBe('ab')
    made.setRules(rulesOf('all', ...both))
    peer.socket.write('x\n')
    expect(String(await peer.has(4))).toBe('abab')
  })

  it('greet with the number of the peer; a client reads it as its own and classes what follows', async () => {
    const made = await server(
      rulesOf('all', {
        name: 'number',
        trigger: { when: 'opened' },
        actions: [reply('YOU ARE {{peer.number}}\\n')],
      }),
    )
    const other = await client(made)
    await other.has(10)
    const mine = new EndpointUnderTest('tcp-client', {
      host: '127.0.0.1',
      port: made.local.port,
      framing: 'line',
    })
    open.push(mine as unknown as EndpointUnderTest)
    mine.setRules(
      rulesOf(
        'first',
        {
          name: 'my number',
          trigger: onPattern('^YOU ARE (\\d+)'),
          actions: [{ do: 'number' }],
          limit: { count: 1, per: 'peer' },
        },
        { name: 'errors', trigger: onPattern('^ERR'), actions: [{ do: 'mark', as: 'error' }] },
        {
          name: 'data',
          trigger: { when: 'message', match: { by: 'any' } },
          actions: [{ do: 'mark', as: 'data' }],
        },
      ),
    )
    await mine.endpoint.start()
    await mine.recorder.seen('number-taken')
    const page = mine.endpoint.peers({ from: 0, count: 1, show: 'all', search: '' })
    expect(page.rows[0]?.ourNumber).toBe('2')
    await made.endpoint.send({ to: 'peers', peers: [2] }, Buffer.from('23.5\nERR 7\n'))
    await mine.recorder.until(
      () => mine.recorder.records.filter(({ direction }) => direction === 'in').length > 2,
    )
    const flags = mine.recorder.records.filter(({ direction }) => direction === 'in').map((one) => one.flags)
    expect(flags).toEqual([0, recordFlags.data, recordFlags.error])
  })

  it('keep to their limits, for each peer or in all', async () => {
    const made = await server(
      rulesOf(
        'all',
        { name: 'once', trigger: onMessage('x'), actions: [reply('p')], limit: { count: 1, per: 'peer' } },
        {
          name: 'twice',
          trigger: onMessage('x'),
          actions: [reply('e')],
          limit: { count: 2, per: 'endpoint' },
        },
        { name: 'always', trigger: onMessage('x'), actions: [reply('.')] },
        { name: 'never', trigger: onMessage('x'), actions: [reply('!')], probability: 0 },
        { name: 'off', on: false, trigger: onMessage('x'), actions: [reply('?')] },
      ),
    )
    const first = await client(made)
    first.socket.write('x\nx\nx\n')
    expect(String(await first.has(6))).toBe('pe.e..')
    const second = await client(made)
    second.socket.write('x\n')
    expect(String(await second.has(2))).toBe('p.')
  })

  it('wait before they answer, in the order of what set them off, and say nothing after a close', async () => {
    const made = await server(
      rulesOf('all', {
        name: 'line',
        trigger: { when: 'message', match: { by: 'any' } },
        actions: [{ do: 'echo' }],
        delayMs: 30,
      }),
    )
    const peer = await client(made)
    peer.socket.write('one\ntwo\nthree\n')
    expect(String(await peer.has(14))).toBe('one\ntwo\nthree\n')
    const [heard] = made.recorder.records.filter(({ direction }) => direction === 'in')
    const [said] = made.recorder.records.filter(({ direction }) => direction === 'out')
    expect(said!.record).toBeGreaterThan(heard!.record)
    peer.socket.write('four\n')
    await made.recorder.until(
      () => made.recorder.records.filter(({ direction }) => direction === 'in').length > 3,
    )
    await made.endpoint.stop()
    expect(made.recorder.records.at(-1)?.event?.event).toBe('stopped')
  })

  it('stop reading a peer while eight megabytes of answers wait, and go on when they have left', async () => {
    const made = await server(
      rulesOf('all', {
        name: 'line',
        trigger: { when: 'message', match: { by: 'any' } },
        actions: [{ do: 'echo' }],
        delayMs: 100,
      }),
      { framing: 'none' },
    )
    const peer = await client(made)
    const sent = 20 * 1_024 * 1_024
    peer.socket.write(Buffer.alloc(sent, 7))
    await made.recorder.until(() => made.recorder.counters.taken > 8 * 1_024 * 1_024)
    expect(made.recorder.counters.taken).toBeLessThan(sent * 0.75)
    expect((await peer.has(sent)).length).toBe(sent)
  })

  it('act on silence, again and again, and on a close', async () => {
    const made = await server(
      rulesOf(
        'all',
        { name: 'heartbeat', trigger: { when: 'idle', ms: 20 }, actions: [reply('beat')] },
        {
          name: 'gone',
          trigger: { when: 'closed' },
          actions: [{ do: 'alert', text: '\\d {{seq}}: {{peer.address}} has left' }],
        },
      ),
    )
    const peer = await client(made)
    expect(String(await peer.has(8))).toBe('beatbeat')
    peer.socket.end()
    await made.recorder.seen('alert')
    expect(made.alerts).toEqual([
      { endpoint: 'test', rule: 'gone', peer: 1, text: '\\d 1: 127.0.0.1 has left' },
    ])
  })

  it('alert with what a group matched, and with the bare text where a value is missing', async () => {
    const alert = (text: string) => ({ do: 'alert', text }) as const
    const made = await server(
      rulesOf('all', {
        name: 'temperature',
        trigger: onPattern('t=(.*)'),
        actions: [alert('{{match.1}} °C'), alert('{{env.SOCKWRIGHT_NO_SUCH}}')],
      }),
      { framing: 'line', encoding: 'latin-1' },
    )
    const peer = await client(made)
    peer.socket.write(Buffer.from('t=\xb0\x1b9\n', 'latin1'))
    await made.recorder.until(() => made.recorder.events('alert').length === 2)
    expect(made.alerts.map(({ text }) => text)).toEqual(['°\\x1B9 °C', '{{env.SOCKWRIGHT_NO_SUCH}}'])
    expect(made.recorder.events('answer-failed')).toHaveLength(1)
  })

  it.each([
    ['half-close', { error: null, sawFin: true }],
    ['close', { error: null, sawFin: true }],
    ['reset', { error: 'ECONNRESET', sawFin: false }],
  ] as const)('end a connection by %s after their reply', async (how, seen) => {
    const made = await server(
      rulesOf('first', { name: 'bye', trigger: onMessage('QUIT'), actions: [reply('BYE\\n'), { do: how }] }),
      { framing: 'line' },
    )
    const peer = await client(made)
    peer.socket.write('QUIT\n')
    if (how !== 'reset') expect(String(await peer.has(4))).toBe('BYE\n')
    if (how !== 'reset') {
      await peer.fin()
      peer.socket.end()
    }
    expect(await peer.closed).toEqual(seen)
  })

  it('tell an answer that cannot be made, and go on', async () => {
    const made = await server(
      rulesOf('first', { name: 'echo it', trigger: onPattern('(.*)'), actions: [reply('{{u8 match.1}}')] }),
    )
    const peer = await client(made)
    peer.socket.write('300\n65\n')
    expect(String(await peer.has(1))).toBe('A')
    expect(made.recorder.events('answer-failed')).toHaveLength(1)
  })

  it('are refused with the rule and the part that is wrong, and change nothing', async () => {
    const good = rulesOf('first', { name: 'ok', trigger: onMessage('x'), actions: [reply('y')] })
    const made = await server(good)
    const bad = (rule: Omit<RuleInput, 'id'>) => () => made.setRules(rulesOf('first', rule))
    expect(bad({ name: 'bad', trigger: onPattern('(a'), actions: [reply('y')] })).toThrow(
      expect.objectContaining({
        code: 'E_MATCH',
        details: expect.objectContaining({ rule: 'r0', part: 'match' }),
      }) as Error,
    )
    expect(bad({ name: 'bad', trigger: { when: 'closed' }, actions: [reply('y')] })).toThrow(
      expect.objectContaining({ code: 'E_RULE_CLOSED' }) as Error,
    )
    expect(bad({ name: 'bad', trigger: { when: 'opened' }, actions: [{ do: 'echo' }] })).toThrow(
      expect.objectContaining({ code: 'E_RULE_NO_MESSAGE' }) as Error,
    )
    expect(bad({ name: 'bad', trigger: onPattern('(a)'), actions: [reply('{{match.2}}')] })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ part: { action: 0 } }) }) as Error,
    )
    // What is unknown is named, and not the rule in its stead.
    expect(bad({ name: 'bad', trigger: onMessage('x'), actions: [reply('{{nothing}}')] })).toThrow(
      /variable at position 3, nothing, does not exist/,
    )
    const peer = await client(made)
    peer.socket.write('x\n')
    expect(String(await peer.has(1))).toBe('y')
  })

  it('answer datagrams, greet a new address once, and forget one that they close', async () => {
    const made = new EndpointUnderTest('udp')
    open.push(made as unknown as EndpointUnderTest)
    made.setRules(
      rulesOf(
        'all',
        { name: 'hello', trigger: { when: 'opened' }, actions: [reply('hello {{peer.number}}')] },
        { name: 'bye', trigger: onMessage('bye'), actions: [reply('gone'), { do: 'close' }] },
      ),
    )
    await made.endpoint.start()
    const socket: Socket = createSocket('udp4')
    opened.push(socket)
    const next = async () => String(((await once(socket, 'message')) as [Buffer])[0])
    const say = (text: string) => socket.send(text, made.local.port, '127.0.0.1')
    say('x')
    expect(await next()).toBe('hello 1')
    say('bye')
    expect(await next()).toBe('gone')
    say('x')
    expect(await next()).toBe('hello 2')
  })

  it('of a client act when it has connected', async () => {
    const raw = await RawServer.listen()
    opened.push(raw)
    const next = raw.next()
    const made = new EndpointUnderTest('tcp-client', { host: '127.0.0.1', port: raw.port })
    open.push(made as unknown as EndpointUnderTest)
    made.setRules(
      rulesOf('first', { name: 'login', trigger: { when: 'opened' }, actions: [reply('LOGIN\\n')] }),
    )
    await made.endpoint.start()
    const accepted = await next
    expect(String(await accepted.has(6))).toBe('LOGIN\n')
  })
})
