import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
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
} satisfies Record<string, (made: EndpointUnderTest<'tcp-server'>, peer: RawPeer) => Promise<void>>
const stateNames = Object.keys(states) as (keyof typeof states)[]

describe.each(stateNames)('%s', (name) => {
  it('is shown as the state of the peer', async () => {
    const { made, peer } = await connected()
    await states[name](made, peer)
    expect(stateOf(made)?.state).toBe(name)
    peer.socket.destroy()
  })

  it('ends with a reset that the other side sees', async () => {
    const { made, peer } = await connected()
    await states[name](made, peer)
    end(made, 'reset')
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
    peer.socket.resetAndDestroy()
    await made.recorder.seen('closed')
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'reset' })
  })

  it('takes a reset right behind data for one, and keeps the data', async () => {
    const { made, peer } = await connected()
    await states[name](made, peer)
    if (name !== 'open') return peer.socket.destroy()
    made.recorder.congested = true
    peer.socket.write('first')
    await made.recorder.until(() => made.recorder.counters.taken === 5)
    peer.socket.write('last words')
    await new Promise((resolve) => setTimeout(resolve, 20))
    peer.socket.resetAndDestroy()
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
    await states[name](closing.made, closing.peer)
    if (name === 'half-closed-local') {
      expect(await send(closing.made, 'more')).toMatchObject([
        { ok: false, failure: { code: 'E_PEER_HALF_CLOSED' } },
      ])
      closing.peer.socket.destroy()
      return
    }
    closing.peer.socket.pause()
    await send(closing.made, big)
    end(closing.made, 'close')
    expect(stateOf(closing.made)?.state).toBe('closing')
    closing.peer.socket.resume()
    await closing.peer.fin()
    expect(closing.peer.received.length).toBe(big.length)
    closing.peer.socket.destroy()

    const resetting = await connected()
    await states[name](resetting.made, resetting.peer)
    resetting.peer.socket.pause()
    await send(resetting.made, big)
    await send(resetting.made, big)
    end(resetting.made, 'reset')
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
    await states['half-closed-local'](ours.made, ours.peer)
    ours.peer.socket.end('still here')
    await ours.made.recorder.seen('closed')
    expect(ours.made.recorder.bytes(1, 'in').toString()).toBe('still here')
    expect(ours.made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how: 'close' })

    const theirs = await connected()
    await states['half-closed-remote'](theirs.made, theirs.peer)
    await send(theirs.made, 'still here')
    end(theirs.made, 'half-close')
    expect(await theirs.peer.closed).toEqual({ error: null, sawFin: true })
    expect(String(theirs.peer.received)).toBe('still here')
    await theirs.made.recorder.seen('closed')
    expect(theirs.made.recorder.eventNames(1)).toEqual(['accepted', 'end-received', 'end-sent', 'closed'])
    expect(theirs.made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'close' })
  })

  it('waits for queued bytes; a reset during that wait comes through', async () => {
    const { made, peer } = await connected()
    peer.socket.pause()
    await send(made, 'q'.repeat(7_000_000))
    await send(made, 'q'.repeat(7_000_000))
    end(made, 'half-close')
    expect(stateOf(made)?.state).toBe('half-closed-local')
    expect(made.recorder.events('end-sent')).toEqual([])
    end(made, 'reset')
    peer.socket.resume()
    expect((await peer.closed).error).toBe('ECONNRESET')
    await made.recorder.seen('closed')
  })

  it('followed at once by a reset still ends in a reset, as does a close', async () => {
    for (const first of ['half-close', 'close'] as const) {
      const { made, peer } = await connected()
      end(made, first)
      end(made, 'reset')
      await made.recorder.seen('closed')
      expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'us', how: 'reset' })
      peer.socket.destroy()
    }
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
  peerResets: (_, { socket }) => (socket.destroyed ? undefined : socket.resetAndDestroy()),
  peerDestroys: (_, { socket }) => socket.destroy(),
  captureCongested: ({ recorder }) => void (recorder.congested = true),
  captureCaughtUp: ({ recorder }) => void (recorder.congested = false),
} satisfies Record<string, (made: EndpointUnderTest<'tcp-server'>, peer: RawPeer) => unknown>
type Action = keyof typeof actions

describe('whatever happens', () => {
  it('closed comes exactly once and is the last of a peer, and stop ends everything', async () => {
    const action = fc.constantFrom(...(Object.keys(actions) as Action[]))
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 12 }),
        fc.boolean(),
        async (sequence, answerHalfClose) => {
          const { made, peer } = await connected()
          made.set({ answerHalfClose, echo: answerHalfClose })
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
          const { sentBytes } = made.endpoint.status().counters
          expect(sentBytes).toBe(made.recorder.events('closed')[0]?.sentBytes)
          expect(sentBytes).toBeGreaterThanOrEqual(peer.received.length)
          peer.socket.destroy()
        },
      ),
      { numRuns: 60, interruptAfterTimeLimit: 20_000 },
    )
  })
})
