import { once } from 'node:events'
import { connect as connectPlain } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import { upgradeProtocols } from '../../src/shared/endpoints/options/tls-beginning-option'
import type { RuleList } from '../../src/shared/rules/rule'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { prosodyDomain, startProsody } from '../support/prosody'
import { RawPeer, RawServer } from '../support/raw-peer'
import { RealPrograms, withProgram } from '../support/real-programs'

const programs = new RealPrograms()
const endpoints: { stop(): Promise<void> }[] = []

async function started<K extends EndpointKind>(kind: K, options: Partial<EndpointOptions<K>>) {
  const made = new EndpointUnderTest(kind, options)
  endpoints.push(made.endpoint)
  await made.endpoint.start()
  return made
}

const server = (options: Partial<EndpointOptions<'tcp-server'>>) =>
  started('tcp-server', { tlsIdentity: 'self-signed', ...options })
const client = (port: number, options: Partial<EndpointOptions<'tcp-client'>>) =>
  started('tcp-client', { port, tlsVerify: false, ...options })

/** The line that a rule answers with `reply` and an upgrade. */
function upgradeRule(line: string, reply: string): RuleList {
  const text = { kind: 'text', form: 'escapes', text: reply, lineEnding: 'none', encoding: null }
  return {
    which: 'first',
    rules: [
      {
        id: 'starttls',
        name: 'starttls',
        on: true,
        trigger: { when: 'message', match: { by: 'starts', text: line, caseless: true } },
        actions: [{ do: 'reply', payload: text }, { do: 'upgrade' }],
        delayMs: 0,
        jitterMs: 0,
        probability: 1,
        limit: null,
      },
    ],
  } as unknown as RuleList
}

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop().catch(() => undefined)))
  await programs.end()
})

describe('the dialogue of a protocol', () => {
  it.each(upgradeProtocols)('%s leads both sides to TLS, and greets only behind it', async (tls) => {
    const made = await server({ tls, greet: 'inside' })
    const mine = await client(made.local.port, { tls })
    await mine.recorder.seen('secured')
    await made.recorder.seen('secured')
    await mine.recorder.until(() => mine.recorder.bytes(1, 'in').toString().endsWith('inside'))
    await mine.endpoint.send({ to: 'remote' }, Buffer.from('thanks'))
    await made.recorder.until(() => made.recorder.bytes(1, 'in').toString().endsWith('thanks'))
    const said = mine.recorder.records.filter(({ cause }) => cause === `starttls:${tls}`)
    expect(said.length).toBeGreaterThan(0)
    expect(mine.recorder.eventNames(1)).toEqual(['connected', 'secured'])
  })

  it('tells why a server does not want to, and can be started again', async () => {
    const plain = await RawServer.listen()
    const arrived = plain.next()
    const made = new EndpointUnderTest('tcp-client', { port: plain.port, tls: 'smtp' })
    const start = made.endpoint.start().catch((failure: unknown) => failure)
    const peer = await arrived
    peer.socket.write('220 mail.example ESMTP\r\n')
    await peer.has(6)
    peer.socket.write('250-mail.example\r\n250 SIZE 1000\r\n')
    expect(await start).toMatchObject({ code: 'E_UPGRADE_REFUSED' })
    expect(made.recorder.eventNames(1)).toEqual(['connected', 'upgrade-refused', 'closed'])
    expect(made.state.is).toBe('failed')
    plain.close()
  })

  it.each([
    ['ends', 'E_UPGRADE_REFUSED', ({ socket }: RawPeer) => socket.end()],
    ['is reset', 'ECONNRESET', ({ socket }: RawPeer) => socket.resetAndDestroy()],
  ] as const)('tells that the connection %s amidst it', async (_, code, leave) => {
    const plain = await RawServer.listen()
    const arrived = plain.next()
    const made = new EndpointUnderTest('tcp-client', { port: plain.port, tls: 'smtp' })
    endpoints.push(made.endpoint)
    const start = made.endpoint.start().catch((failure: unknown) => failure)
    const peer = await arrived
    peer.socket.write('220 mail.example ESMTP\r\n')
    await peer.has(6)
    leave(peer)
    expect(await start).toMatchObject({ code })
    plain.close()
  })

  it('does not take plain text that a server sends behind its consent', async () => {
    const plain = await RawServer.listen()
    const arrived = plain.next()
    const made = new EndpointUnderTest('tcp-client', { port: plain.port, tls: 'imap' })
    const start = made.endpoint.start().catch((failure: unknown) => failure)
    const peer = await arrived
    peer.socket.write('* OK ready\r\n')
    await peer.has(8)
    peer.socket.write('a1 OK begin\r\n* 1 EXISTS injected\r\n')
    expect(await start).toMatchObject({ code: 'E_UPGRADE_PIPELINED' })
    expect((await peer.closed).error).toBe('ECONNRESET')
    // What came is recorded all the same.
    expect(made.recorder.bytes(1, 'in').toString()).toContain('injected')
    plain.close()
  })
})

describe('an upgrade in place', () => {
  it('by hand, on both sides, keeps the peer and encrypts what comes after', async () => {
    const made = await server({ tls: 'by-hand', framing: 'line' })
    const mine = await client(made.local.port, { tls: 'by-hand' })
    await mine.endpoint.send({ to: 'remote' }, Buffer.from('STARTTLS\n'))
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length === 9)
    await made.endpoint.send({ to: 'peers', peers: [1] }, Buffer.from('go\n'))
    await mine.recorder.until(() => mine.recorder.bytes(1, 'in').length === 3)
    expect(made.endpoint.upgrade([1])).toEqual([{ peer: 1, ok: true }])
    expect(mine.endpoint.upgrade('all')).toEqual([{ peer: 1, ok: true }])
    expect(await mine.endpoint.send({ to: 'remote' }, Buffer.from('x'))).toMatchObject([
      { ok: false, failure: { code: 'E_PEER_SECURING' } },
    ])
    await made.recorder.seen('secured')
    await mine.recorder.seen('secured')
    await mine.endpoint.send({ to: 'remote' }, Buffer.from('secret\n'))
    await made.recorder.until(() => made.recorder.bytes(1, 'in').toString() === 'STARTTLS\nsecret\n')
    expect(mine.endpoint.upgrade([1])).toMatchObject([{ ok: false, failure: { code: 'E_PEER_SECURED' } }])
  })

  it('is refused where the endpoint has no TLS, and for what is not whole', async () => {
    const off = await started('tcp-server', {})
    const plain = await RawPeer.connectTo(off.local.port)
    await off.recorder.seen('accepted')
    expect(off.endpoint.upgrade([1])).toMatchObject([{ ok: false, failure: { code: 'E_TLS_OFF' } }])
    plain.socket.destroy()

    const made = await server({ tls: 'by-hand', framing: 'line' })
    const half = await RawPeer.connectTo(made.local.port)
    half.socket.write('half a line')
    await expect.poll(() => made.recorder.counters.pending, { timeout: 5_000 }).toBe(11)
    expect(made.endpoint.upgrade([1])).toMatchObject([
      { ok: false, failure: { code: 'E_UPGRADE_PIPELINED', details: { bytes: 11 } } },
    ])
    await made.recorder.seen('upgrade-refused')
    half.socket.destroy()
  })

  it('by rule answers first, and refuses plain text that stands behind the request', async () => {
    const made = await server({ tls: 'by-hand', framing: 'line' })
    made.setRules(upgradeRule('STARTTLS', 'go\\n'))
    const good = await RawPeer.connectTo(made.local.port)
    good.socket.write('STARTTLS\n')
    expect((await good.has(3)).toString()).toBe('go\n')
    good.socket.removeAllListeners('data')
    const tls = connectTls({ socket: good.socket, rejectUnauthorized: false })
    await once(tls, 'secureConnect')
    tls.write('inside\n')
    await made.recorder.until(() => made.recorder.bytes(1, 'in').toString() === 'STARTTLS\ninside\n')
    tls.destroy()

    const bad = await RawPeer.connectTo(made.local.port)
    bad.socket.write('STARTTLS\nINJECTED\nand a half')
    expect((await bad.closed).error).toBe('ECONNRESET')
    await made.recorder.until(() => made.recorder.eventNames(2).includes('closed'))
    expect(made.recorder.eventNames(2)).toEqual(['accepted', 'upgrade-refused', 'closed'])
    expect(made.recorder.events('upgrade-refused')[0]?.failure).toMatchObject({
      code: 'E_UPGRADE_PIPELINED',
      details: { bytes: 19 },
    })
    expect(made.recorder.bytes(2, 'in').toString()).toBe('STARTTLS\nINJECTED\nand a half')
  })
})

describe('openssl s_client -starttls', () => {
  for (const protocol of upgradeProtocols) {
    withProgram('openssl', `comes to TLS by ${protocol} with our server`, async () => {
      const made = await server({ tls: protocol, greet: 'welcome' })
      const name = protocol === 'xmpp' ? ['-xmpphost', 'localhost'] : []
      const program = programs.run('openssl', [
        ...['s_client', '-connect', `127.0.0.1:${made.local.port}`, '-starttls', protocol, '-quiet'],
        ...name,
      ])
      await made.recorder.seen('secured')
      await expect.poll(() => program.text(), { timeout: 10_000 }).toContain('welcome')
    })
  }
})

describe('an XMPP server', () => {
  const domain = prosodyDomain

  const head = `<?xml version='1.0'?><stream:stream to='${domain}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`

  /** A client endpoint that has come to TLS, logged in with SASL PLAIN, and is there. */
  async function loggedIn(port: number, name: string) {
    const made = await client(port, { tls: 'xmpp', tlsServername: domain })
    await made.recorder.seen('secured')
    let from = made.recorder.bytes(1, 'in').length
    const say = async (text: string, answer: RegExp) => {
      await made.endpoint.send({ to: 'remote' }, Buffer.from(text))
      const said = () => made.recorder.bytes(1, 'in').subarray(from).toString()
      await made.recorder.until(() => answer.test(said()))
      const answered = said()
      from += Buffer.byteLength(answered)
      return answered
    }
    expect(await say(head, /<\/stream:features>/)).toContain('PLAIN')
    const password = Buffer.from(`\0${name}\0${name}-pw`).toString('base64')
    await say(
      `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${password}</auth>`,
      /<success/,
    )
    await say(head, /<\/stream:features>/)
    const bind = `<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>t</resource></bind></iq>`
    await say(bind, /<jid>/)
    await say(`<presence/>`, /<presence/)
    return { made, say }
  }

  withProgram(
    'prosody',
    'opens a stream, STARTTLS, SASL PLAIN, a message between two endpoints',
    async () => {
      const { port } = await startProsody(programs)
      const alice = await loggedIn(port, 'alice')
      const bob = await loggedIn(port, 'bob')
      const message = `<message to='bob@${domain}/t' type='chat'><body>hello bob</body></message>`
      await alice.made.endpoint.send({ to: 'remote' }, Buffer.from(message))
      await bob.made.recorder.until(() => bob.made.recorder.bytes(1, 'in').includes('hello bob'))
      expect(bob.made.recorder.bytes(1, 'in').toString()).toContain(`from='alice@${domain}/t'`)
      await alice.say('</stream:stream>', /<\/stream:stream>/)
      await alice.made.recorder.seen('closed')
    },
  )
})

describe('a plain client of a server that waits for TLS', () => {
  it('is told so in words by the dialogue, and no rule hears it', async () => {
    const made = await server({ tls: 'smtp', echo: true })
    const plain = connectPlain(made.local.port, '127.0.0.1')
    let text = ''
    plain.on('data', (chunk: Buffer) => (text += chunk.toString()))
    plain.write('MAIL FROM:<a@b>\r\n')
    await expect.poll(() => text, { timeout: 5_000 }).toContain('530 Must issue a STARTTLS command first')
    expect(text).not.toContain('MAIL')
    plain.destroy()
  })
})
