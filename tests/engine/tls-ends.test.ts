import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  endableStateNames,
  endableStates,
  endPeer,
  expectOneEnd,
  peerActions,
  peerOf,
  sendTo,
} from '../support/ended-connections'
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

afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ endpoint }) => endpoint.stop()))
})

describe.each(endableStateNames)('a TLS connection that is %s', (name) => {
  it('is shown as the state of the peer', async () => {
    const { made, peer } = await connected()
    await endableStates[name](made, peer)
    expect(peerOf(made)?.state).toBe(name)
    peer.socket.destroy()
  })

  it('ends with a reset of the socket that the other side sees', async () => {
    const { made, peer } = await connected()
    await endableStates[name](made, peer)
    endPeer(made, 'reset')
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
    await endableStates[name](made, peer)
    endPeer(made, 'close')
    await made.recorder.seen('closed')
    await peer.fin()
    peer.socket.end()
    expect(await peer.closed).toEqual({ error: null, sawFin: true })
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how: 'close' })
  })

  it('takes a reset of the other side for one', async () => {
    const { made, peer } = await connected()
    await endableStates[name](made, peer)
    peer.reset()
    await made.recorder.seen('closed')
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'reset' })
  })

  it('sends what is queued before a close', async () => {
    const { made, peer } = await connected()
    await endableStates[name](made, peer)
    if (name === 'half-closed-local') {
      expect(await sendTo(made, 'more')).toMatchObject([
        { ok: false, failure: { code: 'E_PEER_HALF_CLOSED' } },
      ])
      peer.socket.destroy()
      return
    }
    const big = 'q'.repeat(4_000_000)
    peer.socket.pause()
    await sendTo(made, big)
    endPeer(made, 'close')
    expect(peerOf(made)?.state).toBe('closing')
    peer.socket.resume()
    await peer.fin()
    expect(peer.received.length).toBe(big.length)
    peer.socket.destroy()
  })
})

describe('half-close under TLS', () => {
  it('leaves the other direction open, both ways', async () => {
    const ours = await connected()
    await endableStates['half-closed-local'](ours.made, ours.peer)
    ours.peer.socket.end('still here')
    await ours.made.recorder.seen('closed')
    expect(ours.made.recorder.bytes(1, 'in').toString()).toBe('still here')

    const theirs = await connected()
    await endableStates['half-closed-remote'](theirs.made, theirs.peer)
    await sendTo(theirs.made, 'still here')
    endPeer(theirs.made, 'half-close')
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

describe('whatever happens under TLS', () => {
  it('closed comes exactly once and is the last of a peer, and stop ends everything', async () => {
    await fc.assert(
      fc.asyncProperty(peerActions(10), fc.boolean(), async (sequence, echo) => {
        const { made, peer } = await connected()
        made.set({ answerHalfClose: echo, echo })
        await expectOneEnd(made, peer, sequence)
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
      expect(peerOf(made)?.state).toBe('securing')
      expect(await sendTo(made, 'too early')).toMatchObject([
        { ok: false, failure: { code: 'E_PEER_SECURING' } },
      ])
      expect(() => endPeer(made, 'half-close')).toThrow('handshake')
      endPeer(made, how)
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
