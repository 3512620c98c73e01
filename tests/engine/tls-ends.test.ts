import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { TlsPeer } from '../support/tls-peer'

const servers: EndpointUnderTest<'tcp-server'>[] = []

/** A TLS server that leaves half-closed connections open, with one client. */
async function connected(): Promise<{ made: EndpointUnderTest<'tcp-server'>; peer: TlsPeer }> {
  const made = new EndpointUnderTest('tcp-server', {
    answerHalfClose: false,
    tls: 'direct',
    tlsIdentity: 'self-signed',
  })
  servers.push(made)
  await made.endpoint.start()
  const peer = await TlsPeer.connectTls(made.local.port)
  await made.recorder.seen('secured')
  return { made, peer }
}

const stateOf = (made: EndpointUnderTest<'tcp-server'>) =>
  made.endpoint.peers({ from: 0, count: 1, show: 'all', search: '' }).rows[0]
const end = (made: EndpointUnderTest<'tcp-server'>, how: 'half-close' | 'close' | 'reset') =>
  made.endpoint.endPeers([1], how)
const send = (made: EndpointUnderTest<'tcp-server'>, text: string) =>
  made.endpoint.send({ to: 'peers', peers: [1] }, Buffer.from(text))

afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ endpoint }) => endpoint.stop()))
})

/** Brings a connection into each state in which it may be ended. */
const states = {
  open: () => Promise.resolve(),
  'half-closed-local': async (made, peer) => {
    end(made, 'half-close')
    await peer.fin()
  },
  'half-closed-remote': async (made, peer) => {
    peer.socket.end()
    await made.recorder.seen('end-received')
  },
} satisfies Record<string, (made: EndpointUnderTest<'tcp-server'>, peer: TlsPeer) => Promise<void>>
const stateNames = Object.keys(states) as (keyof typeof states)[]

describe.each(stateNames)('a TLS connection that is %s', (name) => {
  it('is shown as the state of the peer', async () => {
    const { made, peer } = await connected()
    await states[name](made, peer)
    expect(stateOf(made)?.state).toBe(name)
    peer.socket.destroy()
  })

  it('ends with a reset of the socket that the other side sees', async () => {
    const { made, peer } = await connected()
    await states[name](made, peer)
    end(made, 'reset')
    await made.recorder.seen('closed')
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how: 'reset' })
    // After our end the system tells of a reset only whoever writes.
    if (name === 'half-closed-local') peer.socket.write('x')
    expect((await peer.closed).error).toMatch(/^(EPIPE|ECONNRESET)$/)
    expect(made.recorder.eventNames(1).filter((one) => one === 'closed')).toHaveLength(1)
    expect(made.recorder.eventNames(1).at(-1)).toBe('closed')
  })

  it('ends with a close after which the other side sees an end and nothing wrong', async () => {
    const { made, peer } = await connected()
    await states[name](made, peer)
    end(made, 'close')
    await made.recorder.seen('closed')
    await peer.fin()
    peer.socket.end()
    expect(await peer.closed).toEqual({ error: null, sawFin: true })
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how: 'close' })
  })

  it('takes a reset of the other side for one', async () => {
    const { made, peer } = await connected()
    await states[name](made, peer)
    peer.raw.resetAndDestroy()
    await made.recorder.seen('closed')
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'reset' })
  })

  it('sends what is queued before a close', async () => {
    const { made, peer } = await connected()
    await states[name](made, peer)
    if (name === 'half-closed-local') {
      expect(await send(made, 'more')).toMatchObject([{ ok: false, failure: { code: 'E_PEER_HALF_CLOSED' } }])
      peer.socket.destroy()
      return
    }
    const big = 'q'.repeat(4_000_000)
    peer.socket.pause()
    await send(made, big)
    end(made, 'close')
    expect(stateOf(made)?.state).toBe('closing')
    peer.socket.resume()
    await peer.fin()
    expect(peer.received.length).toBe(big.length)
    peer.socket.destroy()
  })
})

describe('half-close under TLS', () => {
  it('leaves the other direction open, both ways', async () => {
    const ours = await connected()
    await states['half-closed-local'](ours.made, ours.peer)
    ours.peer.socket.end('still here')
    await ours.made.recorder.seen('closed')
    expect(ours.made.recorder.bytes(1, 'in').toString()).toBe('still here')

    const theirs = await connected()
    await states['half-closed-remote'](theirs.made, theirs.peer)
    await send(theirs.made, 'still here')
    end(theirs.made, 'half-close')
    expect(await theirs.peer.closed).toEqual({ error: null, sawFin: true })
    expect(String(theirs.peer.received)).toBe('still here')
    await theirs.made.recorder.seen('closed')
    expect(theirs.made.recorder.eventNames(1)).toEqual([
      'accepted',
      'secured',
      'end-received',
      'end-sent',
      'closed',
    ])
  })
})

/** What either side may do next. */
const actions = {
  send: (made) => send(made, 'data'),
  sendMuch: (made) => send(made, 'd'.repeat(3_000_000)),
  halfClose: (made) => end(made, 'half-close'),
  close: (made) => end(made, 'close'),
  reset: (made) => end(made, 'reset'),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  peerSends: (_, { socket }) => socket.writable && socket.write('data'),
  peerEnds: (_, { socket }) => socket.end(),
  peerPauses: (_, { socket }) => socket.pause(),
  peerResumes: (_, { socket }) => socket.resume(),
  peerResets: (_, { raw }) => (raw.destroyed ? undefined : raw.resetAndDestroy()),
  peerDestroys: (_, { socket }) => socket.destroy(),
  captureCongested: ({ recorder }) => void (recorder.congested = true),
  captureCaughtUp: ({ recorder }) => void (recorder.congested = false),
} satisfies Record<string, (made: EndpointUnderTest<'tcp-server'>, peer: TlsPeer) => unknown>
type Action = keyof typeof actions

describe('whatever happens under TLS', () => {
  it('closed comes exactly once and is the last of a peer, and stop ends everything', async () => {
    const action = fc.constantFrom(...(Object.keys(actions) as Action[]))
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 10 }), fc.boolean(), async (sequence, echo) => {
        const { made, peer } = await connected()
        made.set({ answerHalfClose: echo, echo })
        for (const name of sequence) {
          try {
            await actions[name](made, peer)
          } catch (thrown) {
            // The connection is over already; nothing else may be refused here.
            expect((thrown as { code?: string }).code).toMatch(/^(E_PEER_UNKNOWN|E_NO_PEER)$/)
          }
        }
        peer.socket.resume()
        if (sequence.length % 2 === 0) peer.socket.destroy()
        await made.endpoint.stop()
        const names = made.recorder.eventNames(1)
        expect(names.filter((name) => name === 'closed')).toHaveLength(1)
        expect(made.recorder.records.findLast((record) => record.peer === 1)?.event?.event).toBe('closed')
        expect(made.recorder.records.at(-1)?.event?.event).toBe('stopped')
        peer.socket.destroy()
      }),
      { numRuns: 40, interruptAfterTimeLimit: 20_000 },
    )
  })
})

describe('during the handshake', () => {
  it('a connection can be closed and reset, and says so once', async () => {
    for (const how of ['close', 'reset'] as const) {
      const made = new EndpointUnderTest('tcp-server', { tls: 'direct', tlsIdentity: 'self-signed' })
      servers.push(made)
      await made.endpoint.start()
      const { connect } = await import('node:net')
      const silent = connect(made.local.port, '127.0.0.1').on('error', () => undefined)
      await made.recorder.seen('accepted')
      expect(stateOf(made)?.state).toBe('securing')
      expect(await send(made, 'too early')).toMatchObject([
        { ok: false, failure: { code: 'E_PEER_SECURING' } },
      ])
      expect(() => end(made, 'half-close')).toThrow('handshake')
      end(made, how)
      await made.recorder.seen('closed')
      expect(made.recorder.eventNames(1)).toEqual(['accepted', 'closed'])
      expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how })
      silent.destroy()
    }
  })

  it('a stop ends it at once', async () => {
    const made = new EndpointUnderTest('tcp-server', { tls: 'direct', tlsIdentity: 'self-signed' })
    await made.endpoint.start()
    const { connect } = await import('node:net')
    const silent = connect(made.local.port, '127.0.0.1').on('error', () => undefined)
    await made.recorder.seen('accepted')
    await made.endpoint.stop()
    expect(made.recorder.eventNames(1)).toEqual(['accepted', 'closed'])
    silent.destroy()
  })
})
