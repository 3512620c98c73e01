import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { recordFlags } from '../../src/shared/capture/record'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { readyMadeRules } from '../../src/shared/rules/ready-made-rules'
import type { Rule, RuleList } from '../../src/shared/rules/rule'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer } from '../support/raw-peer'

const open: { stop(): Promise<void> }[] = []
const peers: RawPeer[] = []

afterEach(async () => {
  peers.splice(0).forEach(({ socket }) => socket.destroy())
  await Promise.all(open.splice(0).map((endpoint) => endpoint.stop()))
})

function ready(id: string, kind: EndpointKind, change: (rule: Rule) => Rule = (rule) => rule): RuleList {
  const found = readyMadeRules.find((one) => one.id === id)!
  const rules = found.rules(kind, 'en').map((rule, at) => change({ ...rule, id: `r${at}` }))
  return { which: found.which ?? 'first', rules }
}

async function begin<K extends EndpointKind>(
  kind: K,
  rules: RuleList,
  options: Partial<EndpointOptions<K>> = {},
): Promise<EndpointUnderTest<K>> {
  const made = new EndpointUnderTest(kind, options)
  made.setRules(rules)
  open.push(made.endpoint)
  await made.endpoint.start()
  return made
}

async function peerOf(made: EndpointUnderTest<'tcp-server'>): Promise<RawPeer> {
  const peer = await RawPeer.connectTo(made.local.port)
  peers.push(peer)
  return peer
}

describe('ready-made rules at work', () => {
  it('number each client, which takes it as its own and classes what follows', async () => {
    const server = await begin('tcp-server', ready('numbered-greeting', 'tcp-server'))
    expect(String(await (await peerOf(server)).has(2))).toBe('1\n')
    const mine = await begin('tcp-client', ready('own-number', 'tcp-client'), {
      host: '127.0.0.1',
      port: server.local.port,
      framing: 'line',
    })
    await mine.recorder.seen('number-taken')
    expect(mine.endpoint.peers({ from: 0, count: 1, show: 'all', search: '' }).rows[0]?.ourNumber).toBe('2')
    await server.endpoint.send({ to: 'peers', peers: [2] }, Buffer.from('23.5\nerror 7\n'))
    const received = () => mine.recorder.records.filter(({ direction }) => direction === 'in')
    await mine.recorder.until(() => received().length > 2)
    expect(received().map(({ flags }) => flags)).toEqual([0, recordFlags.data, recordFlags.error])
  })

  it('answer an HTTP client with 200', async () => {
    const server = await begin('tcp-server', ready('http-200', 'tcp-server'))
    const response = await fetch(`http://127.0.0.1:${server.local.port}/any`)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('OK\n')
  })

  it('send lines back, at once or later', async () => {
    const now = await peerOf(await begin('tcp-server', ready('line-echo', 'tcp-server'), { framing: 'line' }))
    now.socket.write('one\r\ntwo\n')
    expect(String(await now.has(9))).toBe('one\r\ntwo\n')
    const soon = ready('delay-line', 'tcp-server', (rule) => ({ ...rule, delayMs: 20 }))
    const later = await peerOf(await begin('tcp-server', soon))
    later.socket.write('abc')
    expect(String(await later.has(3))).toBe('abc')
  })

  it('discard what comes, before any rule below', async () => {
    const { rules } = ready('discard', 'tcp-server')
    const echo: Rule = { ...rules[0]!, id: 'below', actions: [{ do: 'echo' }] }
    const server = await begin('tcp-server', { which: 'first', rules: [...rules, echo] })
    const peer = await peerOf(server)
    peer.socket.write('nothing')
    await server.recorder.until(() => server.recorder.records.some(({ direction }) => direction === 'in'))
    expect(server.recorder.records.some(({ direction }) => direction === 'out')).toBe(false)
  })

  it('beat while nothing comes', async () => {
    const quick = ready('heartbeat', 'tcp-server', (rule) => ({ ...rule, trigger: { when: 'idle', ms: 20 } }))
    const peer = await peerOf(await begin('tcp-server', quick))
    expect(String(await peer.has(24))).toMatch(/^HEARTBEAT \d+\nHEARTBEAT \d+\n/)
  })

  it('generate characters by RFC 864', async () => {
    const peer = await peerOf(await begin('tcp-server', ready('chargen', 'tcp-server')))
    const lines = String(await peer.has(95 * 74))
      .slice(0, 95 * 74)
      .split('\r\n')
    expect(lines).toHaveLength(96)
    for (const line of lines.slice(0, 95)) expect(line).toMatch(/^[ -~]{72}$/)
    expect(lines[1]![0]).toBe('!')
  })

  it('tell the time and close, over TCP and UDP (RFC 867)', async () => {
    const peer = await peerOf(await begin('tcp-server', ready('daytime', 'tcp-server')))
    expect(String(await peer.has(21))).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\r\n$/)
    await peer.fin()
    const udp = await begin('udp', ready('daytime', 'udp'))
    const socket = createSocket('udp4')
    socket.send('', udp.local.port, '127.0.0.1')
    const [answer] = (await once(socket, 'message')) as [Buffer]
    socket.close()
    expect(String(answer)).toMatch(/^\d{4}-/)
  })
})
