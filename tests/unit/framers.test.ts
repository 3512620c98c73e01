import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMemory } from '../../src/main/engine/capture/read-memory'
import { framerMaker } from '../../src/main/engine/endpoints/framing/framer-maker'
import { recordFlags } from '../../src/shared/capture/record'
import { parseFraming } from '../../src/shared/endpoints/framing'
import { MessageCollector } from '../support/message-collector'

const generous = 1_000_000

function makeFramer(text: string, maxMessage: number, collector: MessageCollector) {
  const check = parseFraming(text)
  if (!check.ok) throw new Error(check.reason.en)
  return framerMaker(check.framing, maxMessage)(collector)
}

/** What becomes of a stream that comes in these chunks. */
function framed(text: string, chunks: readonly Buffer[], maxMessage = generous): MessageCollector {
  const collector = new MessageCollector()
  const framer = makeFramer(text, maxMessage, collector)
  let received = 0
  for (const chunk of chunks) {
    framer.push(chunk)
    received += chunk.length
    expect(collector.joined.length / 2 + collector.held).toBe(received)
  }
  framer.end()
  expect(collector.held).toBe(0)
  return collector
}

function split(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((a, b) => a - b)
  // Each chunk has memory of its own, as from a socket.
  return [0, ...at].map((from, index) => Buffer.from(stream.subarray(from, at[index] ?? stream.length)))
}

/** Bytes in which delimiters and small lengths are frequent. */
const stream = fc
  .array(fc.oneof(fc.constantFrom(0x0a, 0x0d, 0, 1, 2, 3, 5, 0x80), fc.integer({ min: 0, max: 255 })), {
    maxLength: 200,
  })
  .map((bytes) => Buffer.from(bytes))

const framings = [
  'line',
  'delim:0a',
  'delim:0d0a',
  'delim:0a0a0a',
  'delim:0a0d0a0d',
  'fixed:1',
  'fixed:7',
  'fixed:64',
  'u8',
  'u8,total',
  'u8@3',
  'u16be',
  'u16le@1,total',
  'u32be',
  'u32le@2',
  'varint',
  'varint@1,total',
]

/** The chunk as a socket hands it on: in memory that the next one takes. */
function passing(chunk: Buffer): Buffer {
  readMemory.fill(0x0a)
  readMemory.set(chunk)
  return readMemory.subarray(0, chunk.length)
}

describe.each(framings)('framing %s', (text) => {
  it('makes the same of chunks that share memory', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.nat(1_000), { maxLength: 30 }),
        fc.constantFrom(generous, 5),
        (bytes, cuts, maxMessage) => {
          const collector = new MessageCollector()
          const framer = makeFramer(text, maxMessage, collector)
          for (const chunk of split(bytes, cuts)) framer.push(passing(chunk))
          framer.end()
          expect(collector.collected).toEqual(framed(text, [bytes], maxMessage).collected)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([generous, 64, 5, 1])('makes the same of a stream however it is split, limit %i', (maxMessage) => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(1_000), { maxLength: 30 }), (bytes, cuts) => {
        const whole = framed(text, [bytes], maxMessage)
        const inPieces = framed(text, split(bytes, cuts), maxMessage)
        expect(whole.joined).toBe(bytes.toString('hex'))
        expect(inPieces.collected).toEqual(whole.collected)
        // A header that is itself beyond the limit is cut before its length is known.
        if (maxMessage > 8) expect(inPieces.events).toEqual(whole.events)
        expect(whole.collected.every(({ hex }) => hex.length / 2 <= maxMessage)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('makes the same of single bytes', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const single = framed(
          text,
          Array.from(bytes, (byte) => Buffer.from([byte])),
        )
        expect(single.items).toEqual(framed(text, [bytes]).items)
      }),
      { numRuns: 40 },
    )
  })
})

describe('messages', () => {
  const texts = (collector: MessageCollector) =>
    collector.collected.map(({ hex }) => Buffer.from(hex, 'hex').toString('latin1'))
  const of = (text: string, bytes: string, maxMessage?: number) =>
    framed(text, [Buffer.from(bytes, 'latin1')], maxMessage)

  it('end with LF, with or without CR, which they keep', () => {
    expect(texts(of('line', 'a\r\nb\n\nc\rd\n'))).toEqual(['a\r\n', 'b\n', '\n', 'c\rd\n'])
  })

  it('end with the first delimiter that is not part of the one before', () => {
    expect(texts(of('delim:0a0a', 'x\n\n\n\n\ny\n\n'))).toEqual(['x\n\n', '\n\n', '\ny\n\n'])
  })

  it.each([
    ['u8', '\x02ab\x00\x01c', ['\x02ab', '\x00', '\x01c']],
    ['u8,total', '\x03ab\x01\x02c', ['\x03ab', '\x01', '\x02c']],
    ['u16be@2', 'TT\0\x03abcUU\0\0', ['TT\0\x03abc', 'UU\0\0']],
    ['u16le@2,total', 'TT\x07\0abcUU\x04\0', ['TT\x07\0abc', 'UU\x04\0']],
    ['u32be', '\0\0\0\x02ab\0\0\0\0', ['\0\0\0\x02ab', '\0\0\0\0']],
    ['u32le', '\x02\0\0\0ab\0\0\0\0', ['\x02\0\0\0ab', '\0\0\0\0']],
    ['varint', `\x02ab\x80\x01${'x'.repeat(128)}\x00`, ['\x02ab', `\x80\x01${'x'.repeat(128)}`, '\x00']],
    // MQTT: CONNACK, then PINGRESP.
    ['varint@1', '\x20\x02\0\0\xd0\0', ['\x20\x02\0\0', '\xd0\0']],
    ['fixed:3', 'abcdef', ['abc', 'def']],
  ])('of %s are as long as they say', (text, bytes, expected) => {
    const collector = of(text, bytes)
    expect(texts(collector)).toEqual(expected)
    expect(collector.collected.every(({ flags, isEnd }) => flags === 0 && isEnd)).toBe(true)
    expect(collector.events).toEqual([])
  })

  it('that the end of the stream cuts off are flagged unfinished', () => {
    const { collected } = of('line', 'whole\ncut')
    expect(collected.map(({ flags, isEnd }) => [flags, isEnd])).toEqual([
      [0, true],
      [recordFlags.unfinished, false],
    ])
  })

  it('that are too long come in parts, with one event each', () => {
    const collector = of('line', '0123456789abcdefghij\nok\n', 8)
    expect(texts(collector)).toEqual(['01234567', '89abcdef', 'ghij\n', 'ok\n'])
    const { partial } = recordFlags
    expect(collector.collected.map(({ flags }) => flags)).toEqual([partial, partial, partial, 0])
    expect(collector.collected.map(({ isEnd }) => isEnd)).toEqual([false, false, true, true])
    expect(collector.events).toEqual([{ event: 'message-too-long', limit: 8, announced: null }])
  })

  it('that announce too much are told of before they arrive', () => {
    const collector = new MessageCollector()
    makeFramer('u32be', 1_000, collector).push(Buffer.from([0, 1, 0, 0, 7]))
    expect(collector.items).toEqual([{ event: 'message-too-long', limit: 1_000, announced: 65_540 }])
  })

  it('go on behind a length that none can have, which is told once', () => {
    const collector = of('u16be,total', '\0\0\0\x01\0\x03a\0\0')
    expect(texts(collector)).toEqual(['\0\0', '\0\x01', '\0\x03a', '\0\0'])
    expect(collector.collected.map(({ flags }) => flags)).toEqual([2, 2, 0, 2])
    expect(collector.events).toEqual([{ event: 'length-invalid' }, { event: 'length-invalid' }])
  })

  it('do not go on in a varint of more than 5 bytes', () => {
    const collector = of('varint', '\xff\xff\xff\xff\xff\x01a')
    expect(texts(collector)).toEqual(['\xff\xff\xff\xff\xff', '\x01a'])
    expect(collector.events).toEqual([{ event: 'length-invalid' }])
  })
})

describe('an idle gap', () => {
  it('ends a message, and the end of the stream does', async () => {
    const collector = new MessageCollector()
    const framer = makeFramer('idle:5', generous, collector)
    framer.push(Buffer.from('a'))
    framer.push(Buffer.from('b'))
    await collector.next()
    framer.push(Buffer.from('c'))
    framer.end()
    expect(collector.items).toEqual([
      { hex: '6162', flags: 0, isEnd: true },
      { hex: '63', flags: 0, isEnd: true },
    ])
  })

  it('does not count while the peer is not read', async () => {
    const collector = new MessageCollector()
    const framer = makeFramer('idle:1', generous, collector)
    collector.isPaused = true
    framer.push(Buffer.from('a'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    framer.push(Buffer.from('b'))
    collector.isPaused = false
    await collector.next()
    expect(collector.collected).toEqual([{ hex: '6162', flags: 0, isEnd: true }])
  })

  it('leaves no timer behind when all streams have ended', () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    const framer = makeFramer('idle:3600000', generous, new MessageCollector())
    framer.push(Buffer.from('a'))
    expect(timers()).toBe(before + 1)
    framer.end()
    expect(timers()).toBe(before)
  })
})
