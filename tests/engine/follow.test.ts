import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { FollowDirection, FollowWindow } from '../../src/shared/contract/engine/follow-calls'
import { FollowedSession } from '../support/follow-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-follow-'))
let service: QueryService
let session: FollowedSession

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new FollowedSession(service)
})
afterAll(async () => {
  session.session.close()
  await service.close()
  rmSync(folder, { recursive: true })
})

const bytes = (text: string) => new TextEncoder().encode(text)
const text = ({ data }: Pick<FollowWindow, 'data'>) => new TextDecoder('latin1').decode(data)
const incoming = (peer: number, data: string): SampleRecord => ({ direction: 'in', peer, data: bytes(data) })
const outgoing = (peer: number, data: string): SampleRecord => ({ direction: 'out', peer, data: bytes(data) })
const address = { family: 4, address: '127.0.0.1', port: 5_000 } as const

/** A talk of peer 2 among those of others. */
const talk: readonly SampleRecord[] = [
  { peer: 0, event: { event: 'started', kind: 'tcp-server', name: 'Talk' } },
  { peer: 1, event: { event: 'accepted', local: address, remote: address } },
  { peer: 2, event: { event: 'accepted', local: address, remote: { ...address, port: 5_002 } } },
  incoming(1, 'other '),
  incoming(2, 'hel'),
  incoming(2, 'lo\n'),
  outgoing(1, 'noise'),
  outgoing(2, 'wel'),
  incoming(2, ''),
  incoming(2, 'who'),
  outgoing(2, 'come\n'),
  incoming(2, '?\n'),
]

describe('following a peer', () => {
  it('joins the bytes of its messages, of both directions or of one, and names the messages', async () => {
    const capture = new WrittenCapture(folder, 'talk')
    capture.append(talk)
    const opened = await session.open(capture.folder, 2)
    expect(opened).toMatchObject({ inBytes: 11, outBytes: 8, done: true, closed: null })
    expect(opened.appeared).toMatchObject({ record: 3, event: { remote: { port: 5_002 } } })
    const read = (direction: FollowDirection, from: number, length: number) =>
      session.call('follow.read', { follow: opened.follow, direction, from, length })
    expect(text(await read('both', 0, 100))).toBe('hello\nwelwhocome\n?\n')
    expect(text(await read('in', 0, 100))).toBe('hello\nwho?\n')
    expect(text(await read('out', 0, 100))).toBe('welcome\n')
    const part = await read('both', 4, 6)
    expect(text(part)).toBe('o\nwelw')
    expect(part).toMatchObject({ total: 19, from: 4 })
    expect(
      part.segments.map(({ record, position, offset, length }) => [record, position, offset, length]),
    ).toEqual([
      [6, 3, 3, 3],
      [8, 6, 0, 3],
      [10, 9, 6, 3],
    ])
    expect(await read('in', 500, 10)).toMatchObject({ total: 11, from: 500, segments: [] })
    capture.close()
  })

  it('finds where a record stands', async () => {
    const capture = new WrittenCapture(folder, 'places')
    capture.append(talk)
    const { follow } = await session.open(capture.folder, 2)
    const locate = (direction: FollowDirection, record: number) =>
      session.call('follow.locate', { follow, direction, record })
    expect(await locate('both', 8)).toBe(6)
    expect(await locate('both', 9)).toBe(9)
    expect(await locate('out', 9)).toBe(3)
    expect(await locate('in', 1)).toBe(0)
    expect(await locate('out', 12)).toBeNull()
    capture.close()
  })

  it('finds what is spread over messages of one direction, in both ways and on at the other end', async () => {
    const capture = new WrittenCapture(folder, 'search')
    capture.append(talk)
    const { follow } = await session.open(capture.folder, 2)
    const find = (
      wanted: string,
      from: number,
      step: 'next' | 'previous',
      direction: FollowDirection = 'both',
    ) => session.call('follow.find', { follow, direction, text: wanted, from, step })
    expect(await find('WELCOME', 0, 'next')).toEqual({
      direction: 'out',
      from: 0,
      to: 7,
      position: 6,
      wrapped: false,
    })
    expect(await find('who?', 0, 'next')).toMatchObject({ direction: 'in', from: 6, to: 10, position: 9 })
    expect(await find('who?', 10, 'next')).toMatchObject({ position: 9, wrapped: true })
    expect(await find('o', 5, 'next')).toMatchObject({ direction: 'in', position: 11 })
    expect(await find('o', 12, 'next')).toMatchObject({ direction: 'out', position: 13 })
    expect(await find('o', 13, 'previous')).toMatchObject({ position: 11, wrapped: false })
    expect(await find('o', 4, 'previous')).toMatchObject({ position: 13, wrapped: true })
    expect(await find('welwho', 0, 'next')).toBeNull()
    expect(await find('hello', 0, 'next', 'out')).toBeNull()
    expect(await find('hex:6c6c??0a', 0, 'next')).toMatchObject({ from: 2, to: 6 })
    expect(await find('/h[eo]+/', 1, 'next')).toMatchObject({ from: 7, to: 9 })
    expect(await find('/^who.$/', 0, 'next')).toMatchObject({ from: 6, to: 10 })
    expect(await find('/HELLO/', 0, 'next')).toBeNull()
    expect(await find('/HELLO/i', 0, 'previous')).toMatchObject({ position: 0, wrapped: true })
    await expect(find('hex:6', 0, 'next')).rejects.toMatchObject({ code: 'E_FILTER' })
    await expect(find('/(?=a)/', 0, 'next')).rejects.toMatchObject({ code: 'E_FILTER' })
    capture.close()
  })

  it('follows a stream that grows into the next folder of its series, and tells how the peer ended', async () => {
    const first = new WrittenCapture(folder, 'series', 1)
    first.append([incoming(1, 'one '), outgoing(2, 'x'), incoming(1, 'nee')])
    const opened = await session.open(first.folder, 1)
    const { follow } = opened
    expect(opened.inBytes).toBe(7)
    const second = new WrittenCapture(folder, 'series', 2, 4)
    second.append([
      incoming(1, 'dle '),
      {
        peer: 1,
        event: {
          event: 'closed',
          end: { by: 'peer', how: 'reset' },
          receivedBytes: 11,
          sentBytes: 0,
          durationMs: 5,
        },
      },
    ])
    service.captureGrew(first.folder, 5)
    const ended = await session.progress(follow, (news) => news.closed !== null && news.done)
    expect(ended).toMatchObject({ inBytes: 11, closed: { record: 5, event: { end: { by: 'peer' } } } })
    const all = await session.call('follow.read', { follow, direction: 'both', from: 0, length: 50 })
    expect(text(all)).toBe('one needle ')
    const found = { follow, direction: 'both', text: 'needle', from: 0, step: 'next' } as const
    expect(await session.call('follow.find', found)).toMatchObject({ from: 4, to: 10 })
    first.close()
    second.close()
  })

  it('reads and searches a long stream in pieces', async () => {
    const capture = new WrittenCapture(folder, 'long')
    const line = 'x'.repeat(99)
    const count = 60_000
    capture.append(
      Array.from({ length: count }, (_, at): SampleRecord => {
        if (at % 10 === 9) return outgoing(1, 'ok\n')
        return at === count - 3
          ? incoming(1, 'hay nee')
          : at === count - 2
            ? incoming(1, 'dle\n')
            : incoming(1, `${line}\n`)
      }),
    )
    const { follow, inBytes } = await session.open(capture.folder, 1)
    const start = 100 * (count - count / 10 - 2)
    expect(inBytes).toBe(start + 11)
    const find = (wanted: string, step: 'next' | 'previous', from: number) =>
      session.call('follow.find', { follow, direction: 'both', text: wanted, from, step })
    for (const wanted of ['needle', '/ne+dle/', 'hex:6e65??64']) {
      expect(await find(wanted, 'next', 0)).toMatchObject({ from: start + 4, wrapped: false })
      expect(await find(wanted, 'previous', 10)).toMatchObject({ from: start + 4, wrapped: true })
    }
    const far = await session.call('follow.read', { follow, direction: 'in', from: start - 1, length: 20 })
    expect(text(far)).toBe('\nhay needle\n')
    capture.close()
  })

  it('ends a search when it is told to, and when another one begins', async () => {
    const capture = new WrittenCapture(folder, 'ended')
    capture.append(Array.from({ length: 100_000 }, () => incoming(1, 'x'.repeat(100))))
    const { follow } = await session.open(capture.folder, 1)
    const find = (wanted: string) =>
      session.call('follow.find', { follow, direction: 'both', text: wanted, from: 0, step: 'next' })
    const first = find('/x+y/')
    const second = find('/x+z/')
    expect(await first).toBeNull()
    await session.call('follow.endFind', { follow })
    expect(await second).toBeNull()
    await session.call('follow.close', { follow })
    await expect(find('x')).rejects.toMatchObject({ code: 'E_VIEW_UNKNOWN' })
    capture.close()
  })

  it('finds nothing of a peer that is not there, and fails for a capture that is not', async () => {
    const capture = new WrittenCapture(folder, 'nobody')
    capture.append(talk)
    const opened = await session.open(capture.folder, 77)
    expect(opened).toMatchObject({ inBytes: 0, outBytes: 0, appeared: null })
    await expect(
      session.call('follow.open', { capture: path.join(folder, 'none.swcap'), peer: 1 }),
    ).rejects.toMatchObject({ code: 'E_CAPTURE_UNKNOWN' })
    capture.close()
  })
})
