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
import { RawPeer } from '../support/raw-peer'

const servers: EndpointUnderTest<'tcp-server'>[] = []

/** A server that leaves half-closed connections open, with one connected client. */
async function connected(): Promise<{ made: EndpointUnderTest<'tcp-server'>; peer: RawPeer }> {
  const made = new EndpointUnderTest('tcp-server', { answerHalfClose: false })
  servers.push(made)
  await made.endpoint.start()
  const peer = await RawPeer.connectTo(made.local.port)
  await made.recorder.seen('accepted')
  return { made, peer }
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ endpoint }) => endpoint.stop()))
})

describe.each(endableStateNames)('%s', (name) => {
  it('is shown as the state of the peer', async () => {
    const { made, peer } = await connected()
    await endableStates[name](made, peer)
    expect(peerOf(made)?.state).toBe(name)
    peer.socket.destroy()
  })

  it('ends with a reset that the other side sees', async () => {
    const { made, peer } = await connected()
    await endableStates[name](made, peer)
    endPeer(made, 'reset')
    await made.recorder.seen('closed')
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how: 'reset' })
    if (name === 'half-closed-local') {
      // After our FIN the system tells of a reset only whoever writes.
      peer.socket.write('x')
      expect((await peer.closed).error).toMatch(/^(EPIPE|ECONNRESET)$/)
    } else {
      expect(await peer.closed).toEqual({ error: 'ECONNRESET', sawFin: false })
    }
    expect(made.recorder.eventNames(1).at(-1)).toBe('closed')
  })

  it('ends with a close after which the other side sees a FIN and nothing wrong', async () => {
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

  it('takes a reset right behind data for one, and keeps the data', async () => {
    const { made, peer } = await connected()
    await endableStates[name](made, peer)
    if (name !== 'open') return peer.socket.destroy()
    made.recorder.congested = true
    peer.socket.write('first')
    await made.recorder.until(() => made.recorder.counters.taken === 5)
    peer.socket.write('last words')
    await new Promise((resolve) => setTimeout(resolve, 20))
    peer.reset()
    await peer.closed
    made.recorder.congested = false
    await made.recorder.seen('closed')
    expect(made.recorder.bytes(1, 'in').toString()).toBe('firstlast words')
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'reset' })
    expect(made.recorder.events('end-received')).toEqual([])
  })

  it('sends what is queued before a close, and throws it away on a reset', async () => {
    const big = 'q'.repeat(4_000_000)
    const closing = await connected()
    await endableStates[name](closing.made, closing.peer)
    if (name === 'half-closed-local') {
      expect(await sendTo(closing.made, 'more')).toMatchObject([
        { ok: false, failure: { code: 'E_PEER_HALF_CLOSED' } },
      ])
      closing.peer.socket.destroy()
      return
    }
    closing.peer.socket.pause()
    await sendTo(closing.made, big)
    endPeer(closing.made, 'close')
    expect(peerOf(closing.made)?.state).toBe('closing')
    closing.peer.socket.resume()
    await closing.peer.fin()
    expect(closing.peer.received.length).toBe(big.length)
    closing.peer.socket.destroy()

    const resetting = await connected()
    await endableStates[name](resetting.made, resetting.peer)
    resetting.peer.socket.pause()
    await sendTo(resetting.made, big)
    await sendTo(resetting.made, big)
    endPeer(resetting.made, 'reset')
    await resetting.made.recorder.seen('closed')
    expect(resetting.made.recorder.events('send-failed')[0]?.unsent).toBeGreaterThan(0)
    resetting.peer.socket.resume()
    // Behind data that waits, Node shows a reset only to whoever can still write.
    if (name === 'open') expect((await resetting.peer.closed).error).toBe('ECONNRESET')
  })
})

describe('half-close', () => {
  it('leaves the other direction open, both ways', async () => {
    const ours = await connected()
    await endableStates['half-closed-local'](ours.made, ours.peer)
    ours.peer.socket.end('still here')
    await ours.made.recorder.seen('closed')
    expect(ours.made.recorder.bytes(1, 'in').toString()).toBe('still here')
    expect(ours.made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how: 'close' })

    const theirs = await connected()
    await endableStates['half-closed-remote'](theirs.made, theirs.peer)
    await sendTo(theirs.made, 'still here')
    endPeer(theirs.made, 'half-close')
    expect(await theirs.peer.closed).toEqual({ error: null, sawFin: true })
    expect(String(theirs.peer.received)).toBe('still here')
    await theirs.made.recorder.seen('closed')
    expect(theirs.made.recorder.eventNames(1)).toEqual(['accepted', 'end-received', 'end-sent', 'closed'])
    expect(theirs.made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'close' })
  })

  it('waits for queued bytes; a reset during that wait comes through', async () => {
    const { made, peer } = await connected()
    peer.socket.pause()
    await sendTo(made, 'q'.repeat(7_000_000))
    await sendTo(made, 'q'.repeat(7_000_000))
    endPeer(made, 'half-close')
    expect(peerOf(made)?.state).toBe('half-closed-local')
    expect(made.recorder.events('end-sent')).toEqual([])
    endPeer(made, 'reset')
    peer.socket.resume()
    expect((await peer.closed).error).toBe('ECONNRESET')
    await made.recorder.seen('closed')
  })

  it('followed at once by a reset still ends in a reset, as does a close', async () => {
    for (const first of ['half-close', 'close'] as const) {
      const { made, peer } = await connected()
      endPeer(made, first)
      endPeer(made, 'reset')
      await made.recorder.seen('closed')
      expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how: 'reset' })
      peer.socket.destroy()
    }
  })
})

describe('whatever happens', () => {
  it('closed comes exactly once and is the last of a peer, and stop ends everything', async () => {
    await fc.assert(
      fc.asyncProperty(peerActions(12), fc.boolean(), async (sequence, answerHalfClose) => {
        const { made, peer } = await connected()
        made.set({ answerHalfClose, echo: answerHalfClose })
        await expectOneEnd(made, peer, sequence)
        const { sentBytes } = made.endpoint.status().counters
        expect(sentBytes).toBe(made.recorder.events('closed')[0]?.sentBytes)
        expect(sentBytes).toBeGreaterThanOrEqual(peer.received.length)
      }),
      { numRuns: 60, interruptAfterTimeLimit: 20_000 },
    )
  })
})
