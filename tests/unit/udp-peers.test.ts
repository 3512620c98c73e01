import { describe, expect, it } from 'vitest'
import { UdpPeers, type UdpPeerHost } from '../../src/main/engine/endpoints/udp/udp-peers'
import { rememberedClosedPeers } from '../../src/main/engine/endpoints/peer-list'

const address = (source: number) => `10.${(source >> 16) & 255}.${(source >> 8) & 255}.${source & 255}`

function socket(appeared: () => void = () => undefined): UdpPeerHost {
  return {
    local: { address: '127.0.0.1', port: 5_000 },
    queuedBytes: 0,
    answer: () => undefined,
    faultsOf: () => null,
    hear: () => undefined,
    put: () => undefined,
    holdsAnswers: () => undefined,
    waits: () => undefined,
    forget: () => undefined,
    forgotten: () => undefined,
    tell: () => undefined,
    appeared,
  }
}

describe('remote addresses of a UDP endpoint', () => {
  it('a million sources leave memory: only the last ones are known', { timeout: 120_000 }, () => {
    let appeared = 0
    const peers = new UdpPeers(socket(() => appeared++))
    for (let source = 0; source < 1_000_000; source++) peers.at(address(source), 5_000)
    expect(appeared).toBe(1_000_000)
    expect(peers.list.counts).toEqual({ connected: 16_384, closed: 1_000_000 - 16_384 })
    const page = peers.list.page({ from: 0, count: 1, show: 'all', search: '' })
    expect(page.total).toBe(16_384 + rememberedClosedPeers)
    expect(peers.list.page({ from: 0, count: 1, show: 'connected', search: '' }).rows[0]?.peer).toBe(
      1_000_000 - 16_383,
    )
  })

  it('the address unused for longest makes room; one that returns is a new peer', () => {
    const peers = new UdpPeers(socket(), 2)
    const first = peers.at('10.0.0.1', 1)
    const second = peers.at('10.0.0.2', 1)
    expect(peers.at('10.0.0.1', 1)).toBe(first)
    peers.at('10.0.0.3', 1)
    expect(peers.list.get(second.peer)).toBeUndefined()
    expect(peers.at('10.0.0.1', 1)).toBe(first)
    expect(peers.at('10.0.0.2', 1).peer).toBe(4)
  })

  it('the same address with another port is another peer', () => {
    const peers = new UdpPeers(socket())
    expect(peers.at('10.0.0.1', 1).peer).toBe(1)
    expect(peers.at('10.0.0.1', 2).peer).toBe(2)
    expect(peers.at('10.0.0.1', 1).peer).toBe(1)
  })
})
