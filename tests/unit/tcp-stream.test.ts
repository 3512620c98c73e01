import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TcpStream } from '../../src/main/engine/import/tcp-stream'

interface Heard {
  readonly stream: TcpStream
  readonly bytes: () => Buffer
  readonly events: readonly string[]
}

function listen(): Heard {
  const events: string[] = []
  const parts: Buffer[] = []
  const stream = new TcpStream(
    {
      data: (bytes) => parts.push(Buffer.from(bytes)),
      gap: (bytes) => events.push(`gap ${bytes}`),
      end: () => events.push('end'),
    },
    { total: 0 },
  )
  return { stream, bytes: () => Buffer.concat(parts), events }
}

const bytesOf = (text: string) => Buffer.from(text)

describe('a TCP stream put together from segments', () => {
  it('is the stream that was sent, whatever the segmentation, order and repetition', () => {
    const piece = fc.record({ from: fc.nat(400), length: fc.nat(60), at: fc.nat(1_000) })
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
        fc.array(piece, { maxLength: 20 }),
        fc.array(fc.nat(1_000), { minLength: 20, maxLength: 20 }),
        (sent, initial, cuts, repeats, order) => {
          const segments: { from: number; to: number; at: number }[] = []
          for (let from = 0, count = 0; from < sent.length; count += 1) {
            const to = Math.min(sent.length, from + cuts[count % cuts.length]!)
            segments.push({ from, to, at: order[count % order.length]! })
            from = to
          }
          for (const { from, length, at } of repeats) {
            segments.push({ from: Math.min(from, sent.length), to: Math.min(from + length, sent.length), at })
          }
          segments.push({ from: sent.length, to: sent.length, at: order[0]! })
          const { stream, bytes, events } = listen()
          stream.begin(initial)
          for (const { from, to } of segments.toSorted((a, b) => a.at - b.at)) {
            const data = Buffer.from(sent.subarray(from, to))
            stream.take((initial + from) >>> 0, data, 0, from === sent.length)
          }
          stream.flush()
          expect(bytes()).toEqual(Buffer.from(sent))
          expect(events).toEqual(['end'])
        },
      ),
    )
  })

  it('goes on behind a hole that the receiver has acknowledged', () => {
    const { stream, bytes, events } = listen()
    stream.begin(100)
    stream.take(100, bytesOf('ab'), 0, false)
    stream.take(107, bytesOf('xy'), 0, false)
    for (let packet = 0; packet < 40; packet += 1) stream.acknowledge(109)
    expect(events).toEqual(['gap 5'])
    expect(bytes().toString()).toBe('abxy')
  })

  it('waits for what comes late where nobody acknowledged it', () => {
    const { stream, bytes, events } = listen()
    stream.begin(100)
    stream.take(102, bytesOf('cd'), 0, false)
    for (let packet = 0; packet < 100; packet += 1) stream.acknowledge(100)
    stream.take(100, bytesOf('ab'), 0, false)
    expect(bytes().toString()).toBe('abcd')
    expect(events).toEqual([])
  })

  it('tells what a short snapshot length left out', () => {
    const { stream, bytes, events } = listen()
    stream.take(1, bytesOf('head'), 96, false)
    stream.take(101, bytesOf('next'), 0, true)
    expect(bytes().toString()).toBe('headnext')
    expect(events).toEqual(['gap 96', 'end'])
  })

  it('does not hold back more than a mebibyte', () => {
    const { stream, bytes, events } = listen()
    stream.begin(0)
    for (let at = 1; at <= 1024 * 1024 + 65_536; at += 65_536) {
      stream.take(at, Buffer.alloc(65_536), 0, false)
    }
    expect(events).toEqual(['gap 1'])
    expect(bytes().length).toBeGreaterThan(1024 * 1024)
  })
})
