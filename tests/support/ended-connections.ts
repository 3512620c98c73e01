import fc from 'fast-check'
import { expect } from 'vitest'
import type { EndpointUnderTest } from './endpoint-under-test'
import type { RawPeer } from './raw-peer'

type Server = EndpointUnderTest<'tcp-server'>

/** The first peer of a server, as the endpoint shows it. */
export function peerOf({ endpoint }: Server) {
  return endpoint.peers({ from: 0, count: 1, show: 'all', search: '' }).rows[0]
}

export function endPeer({ endpoint }: Server, how: 'half-close' | 'close' | 'reset'): void {
  endpoint.endPeers([1], how)
}

export function sendTo({ endpoint }: Server, text: string) {
  return endpoint.send({ to: 'peers', peers: [1] }, Buffer.from(text))
}

/** Brings a connection into each state in which it may be ended. */
export const endableStates = {
  open: () => Promise.resolve(),
  'half-closed-local': async (made, peer) => {
    endPeer(made, 'half-close')
    await peer.fin()
  },
  'half-closed-remote': async (made, peer) => {
    peer.socket.end()
    await made.recorder.seen('end-received')
  },
} satisfies Record<string, (made: Server, peer: RawPeer) => Promise<void>>
export const endableStateNames = Object.keys(endableStates) as (keyof typeof endableStates)[]

/** What either side may do next. */
const actions = {
  send: (made) => sendTo(made, 'data'),
  sendMuch: (made) => sendTo(made, 'd'.repeat(3_000_000)),
  halfClose: (made) => endPeer(made, 'half-close'),
  close: (made) => endPeer(made, 'close'),
  reset: (made) => endPeer(made, 'reset'),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  peerSends: (_, { socket }) => socket.writable && socket.write('data'),
  peerEnds: (_, { socket }) => socket.end(),
  peerPauses: (_, { socket }) => socket.pause(),
  peerResumes: (_, { socket }) => socket.resume(),
  peerResets: (_, peer) => peer.reset(),
  peerDestroys: (_, { socket }) => socket.destroy(),
  captureCongested: ({ recorder }) => void (recorder.congested = true),
  captureCaughtUp: ({ recorder }) => void (recorder.congested = false),
} satisfies Record<string, (made: Server, peer: RawPeer) => unknown>
export type PeerAction = keyof typeof actions

/** Up to `most` of them, in any order. */
export function peerActions(most: number): fc.Arbitrary<PeerAction[]> {
  return fc.array(fc.constantFrom(...(Object.keys(actions) as PeerAction[])), { maxLength: most })
}

/** Does `sequence` and stops the server: whatever that was, `closed` came once and as the last of the peer. */
export async function expectOneEnd(
  made: Server,
  peer: RawPeer,
  sequence: readonly PeerAction[],
): Promise<void> {
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
  expect(made.recorder.eventNames(1).filter((name) => name === 'closed')).toHaveLength(1)
  expect(made.recorder.records.findLast((record) => record.peer === 1)?.event?.event).toBe('closed')
  expect(made.recorder.records.at(-1)?.event?.event).toBe('stopped')
  peer.socket.destroy()
}
