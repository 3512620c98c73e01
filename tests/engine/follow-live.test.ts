import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FollowProgress } from '../../src/shared/contract/engine/follow-calls'
import { engineUnderTest } from '../support/engine-under-test'

const made = engineUnderTest()
let news: FollowProgress[]
let wake: () => void

beforeEach(() => {
  news = []
  wake = () => undefined
  made.session.on('follow.progress', (progress) => {
    news.push(progress)
    wake()
  })
})

async function until(matches: (progress: FollowProgress) => boolean): Promise<FollowProgress> {
  for (;;) {
    const found = news.findLast(matches)
    if (found) return found
    await new Promise<void>((resolve) => (wake = resolve))
  }
}

/** Starts an endpoint; its port and its capture. */
async function start(kind: 'tcp-server' | 'udp', options: Readonly<Record<string, unknown>>) {
  const { id } = await made.session.call('endpoint.create', { kind, name: 'Live', options })
  const { state, recording } = await made.session.call('endpoint.start', { endpoint: id })
  if (!('local' in state) || !('port' in state.local)) throw new Error(`the endpoint is ${state.is}`)
  return { id, port: state.local.port, capture: recording!.capture }
}

async function textOf(follow: string): Promise<string> {
  const { data } = await made.session.call('follow.read', {
    follow,
    direction: 'both',
    from: 0,
    length: 1_000,
  })
  return new TextDecoder().decode(data)
}

describe('following a live endpoint', () => {
  it('tells of every byte of a TCP connection, joined, and of its end', async () => {
    const { port, capture } = await start('tcp-server', { port: 0, echo: true })
    const { follow } = await made.session.call('follow.open', { capture, peer: 1 })
    const client = connectSocket({ port, host: '127.0.0.1', noDelay: true })
    const answer = once(client, 'data')
    client.write('need')
    await answer
    client.write('le')
    await until((progress) => progress.inBytes === 6 && progress.outBytes === 6)
    expect((await textOf(follow)).length).toBe(12)
    const find = { follow, direction: 'both', text: 'needle', from: 0, step: 'next' } as const
    expect(await made.session.call('follow.find', find)).toMatchObject({ direction: 'in', from: 0, to: 6 })
    client.end()
    const ended = await until((progress) => progress.closed !== null)
    expect(ended.closed?.event).toMatchObject({ event: 'closed', end: { by: 'peer', how: 'close' } })
    expect(ended.appeared?.event.event).toBe('accepted')
    client.destroy()
  })

  it('joins the datagrams of one UDP remote among others', async () => {
    const { port, capture } = await start('udp', { port: 0 })
    const [one, other] = [createSocket('udp4'), createSocket('udp4')]
    const send = (socket: typeof one, text: string) =>
      new Promise((resolve) => socket.send(text, port, '127.0.0.1', resolve))
    await send(one, 'first ')
    const { follow } = await made.session.call('follow.open', { capture, peer: 1 })
    await until((progress) => progress.inBytes === 6)
    await send(other, 'noise')
    await send(one, 'second')
    await until((progress) => progress.inBytes === 12)
    expect(await textOf(follow)).toBe('first second')
    one.close()
    other.close()
  })
})
