import { describe, expect, it } from 'vitest'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { MemoryRecorder } from '../support/memory-recorder'
import { RawPeer } from '../support/raw-peer'

describe('many clients', () => {
  it(
    'come and go: each has its number, only the last closed ones are remembered',
    { timeout: 120_000 },
    async () => {
      const made = new EndpointUnderTest('tcp-server', { echo: true }, undefined, () => new MemoryRecorder())
      await made.endpoint.start()
      const rounds = 12
      const each = 100
      for (let round = 0; round < rounds; round++) {
        const peers = await Promise.all(
          Array.from({ length: each }, () => RawPeer.connectTo(made.local.port)),
        )
        for (const peer of peers) peer.socket.end('x')
        await Promise.all(peers.map(({ closed }) => closed))
      }
      await made.recorder.until(() => made.recorder.events('closed').length === rounds * each)
      expect(made.endpoint.status().peers).toEqual({ connected: 0, closed: rounds * each })
      const page = made.endpoint.peers({ from: 990, count: 20, show: 'all', search: '' })
      expect(page.total).toBe(1_000)
      expect(page.rows).toHaveLength(10)
      expect(made.recorder.bytes(rounds * each, 'out').toString()).toBe('x')
      await made.endpoint.stop()
    },
  )

  it('leaves no timer or socket behind when it stops', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => /TCP|UDP|Timeout/.test(name)).length
    const made = [new EndpointUnderTest('tcp-server'), new EndpointUnderTest('udp')]
    for (const { endpoint } of made) await endpoint.start()
    const peer = await RawPeer.connectTo(made[0]!.local.port)
    await made[0]!.recorder.seen('accepted')
    for (const { endpoint } of made) await endpoint.stop()
    const left = () => process.getActiveResourcesInfo().filter((name) => /TCP|UDP|Timeout/.test(name)).length
    peer.socket.destroy()
    await expect.poll(left).toBeLessThanOrEqual(before)
  })
})
