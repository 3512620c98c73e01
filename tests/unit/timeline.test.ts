import { describe, expect, it } from 'vitest'
import { StepBars } from '../../src/main/engine/timeline/step-bars'
import { parseMeasures } from '../../src/main/engine/network/tcp-measures'
import type { CaptureEvent } from '../../src/shared/capture/capture-event'
import { describeEvent } from '../../src/shared/capture/event-text'
import { opcodeFlags } from '../../src/shared/capture/opcode'
import { recordFlags } from '../../src/shared/capture/record'
import type { TimelineLane, TimelineRow } from '../../src/shared/contract/engine/timeline-calls'
import type { Failure } from '../../src/shared/contract/errors'
import { laneSides } from '../../src/shared/timeline/diagram/draw-head'
import { lightColours } from '../../src/shared/timeline/diagram/svg-picture'
import { timelinePicture } from '../../src/shared/timeline/diagram/whole-picture'
import { captureKinds, type CaptureKind } from '../../src/shared/endpoints/endpoint-kind'
import { explainStep, type ExplainedStep } from '../../src/shared/timeline/explanations/explain-step'
import { unknownLane, type LaneNature } from '../../src/shared/timeline/timeline-role'
import { markText, spanText, timeMarks } from '../../src/shared/timeline/step-times'
import { stepLabel } from '../../src/shared/timeline/step-words'
import {
  otherStateOf,
  tcpStateAfter,
  unknownLife,
  type LifeMoment,
  type PeerLife,
} from '../../src/shared/timeline/timeline-life'
import { stepCalls, stepsOfEvent, type StepCall } from '../../src/shared/timeline/timeline-step'

const address = { address: '127.0.0.1', port: 9_000 }
const failure = (code: Failure['code']): Failure => ({ code, message: code, details: {} })
const words = (event: CaptureEvent) =>
  stepsOfEvent(event).map(({ call, derived }) => (derived ? `${call}?` : call))
const closed = { event: 'closed', receivedBytes: 0, sentBytes: 0, durationMs: 1 } as const

/** A step that no message and no event tells of. */
const bare = (call: StepCall) => ({ call, record: 1, event: null, flags: 0, cause: 'none' as const })
const server: LaneNature = { ...unknownLane, kind: 'tcp-server', peer: 2 }
const noMessage = { record: 1, lastRecord: 1, time: 1, lastTime: 1, count: 1, bytes: 0, peer: 1, flags: 0 }
const plainRow: TimelineRow = {
  ...{ ...noMessage, lane: 0, call: 'write', derived: false, cause: 'none' },
  ...{ event: null, data: null, counterpart: null },
}

describe('the steps of an event', () => {
  it.each<[string, CaptureEvent, string[]]>([
    ['a server that listens', { event: 'listening', local: address }, ['socket?', 'bind?', 'listen']],
    [
      'an address that is tried',
      { event: 'connecting', remote: address, attempt: 2 },
      ['socket?', 'connect'],
    ],
    ['a look-up', { event: 'looked-up', host: 'a', addresses: ['::1', '127.0.0.1'] }, ['lookup']],
    ['a refusal', { event: 'connect-failed', remote: address, failure: failure('ECONNREFUSED') }, ['fail']],
    ['no answer', { event: 'connect-failed', remote: address, failure: failure('ETIMEDOUT') }, ['time-out']],
    ['an end of ours', { event: 'end-sent' }, ['shutdown']],
    ['an end of theirs', { event: 'end-received' }, ['end']],
    ['a reset', { ...closed, end: { by: 'peer', how: 'reset' } }, ['reset', 'close?']],
    ['a close', { ...closed, end: { by: 'us', how: 'close' } }, ['close']],
    [
      'a silence',
      { ...closed, end: { by: 'failure', failure: failure('ETIMEDOUT') } },
      ['time-out', 'close?'],
    ],
    [
      'what a crash left',
      { event: 'recovered', cutIndexBytes: 1, unindexedBytes: 0, unfinishedBytes: 0 },
      ['note'],
    ],
    ['a wait', { event: 'reconnect-scheduled', inMs: 500, attempt: 2 }, ['wait']],
    ['a name', { event: 'started', kind: 'tcp-server', name: 'a' }, []],
  ])('%s', (_, event, expected) => expect(words(event)).toEqual(expected))

  it('is explained in both languages, whatever the kind', () => {
    for (const kind of captureKinds)
      for (const call of stepCalls) {
        const { does } = explainStep(bare(call), { ...unknownLane, kind })
        expect([does.en.length > 10, does['zh-CN'].length > 5], call).toEqual([true, true])
      }
  })

  it('says nothing of segments where there are none', () => {
    for (const call of stepCalls) {
      const { does, next } = explainStep(bare(call), { ...unknownLane, kind: 'unix-client' })
      expect(`${does.en} ${next.en}`, call).not.toMatch(/SYN|FIN|RST|TIME_WAIT/)
    }
  })
})

describe('what is said of a step', () => {
  const at = (record: number): LifeMoment => ({ record, time: record })
  const said = (
    step: Partial<ExplainedStep>,
    life: Partial<PeerLife> = {},
    kind: CaptureKind = 'tcp-server',
  ) => {
    const explained = { ...bare('close'), record: 9, ...step }
    const { does, next } = explainStep(explained, { kind, peer: 1, life: { ...unknownLife, ...life } })
    return `${does.en} ${next.en}`
  }

  it('depends on which side has ended before', () => {
    expect(said({ call: 'shutdown' })).toContain('half closed')
    expect(said({ call: 'shutdown' }, { endReceived: at(8) })).toContain('both directions')
    expect(said({ call: 'end' })).toContain('CLOSE_WAIT')
    expect(said({ call: 'end' }, { endSent: at(8) })).toContain('TIME_WAIT')
    expect(said({})).toContain('sends a FIN')
    expect(said({}, { endSent: at(7) })).toContain('other side reads 0 bytes')
    expect(said({}, { endSent: at(7), endReceived: at(8) })).toContain('nothing goes over the network')
  })

  it('is another thing for a reset of ours and one of theirs, and for what follows it', () => {
    const by = (who: 'us' | 'peer') => ({ ...closed, end: { by: who, how: 'reset' } }) as const
    expect(said({ call: 'reset', event: by('us') })).toContain('The next call of the other side fails')
    expect(said({ call: 'reset', event: by('peer') })).toContain('writes of this side fail')
    expect(said({ event: by('peer') })).toContain('no FIN')
  })

  it('tells what a relay hands on from what its rules answer', () => {
    expect(said({ call: 'write' }, {}, 'relay')).toContain('whose time is that of the read')
    expect(said({ call: 'write', cause: 'rule:login' }, {}, 'relay')).toContain('Hands bytes to the system')
    expect(said({ call: 'write', flags: recordFlags.altered }, {}, 'relay')).toContain('Hands bytes')
  })

  it('is of what failed: the connection, or only a handshake over it', () => {
    const refused = { event: 'connect-failed', remote: address, failure: failure('ECONNREFUSED') } as const
    expect(said({ call: 'fail', event: refused }, {}, 'tcp-client')).toContain('did not come about')
    const untrusted = {
      event: 'handshake-failed',
      failure: failure('E_TLS_SELF_SIGNED'),
      session: null,
    } as const
    expect(said({ call: 'fail', event: untrusted }, {}, 'tcp-client')).toContain('The handshake')
    expect(tcpStateAfter({ ...unknownLife, appeared: at(3) }, 'fail', 4)).toBe('ESTABLISHED')
    expect(tcpStateAfter(unknownLife, 'fail', 4)).toBe('CLOSED')
  })

  it('is of the endpoint where it stops', () => {
    const event = { event: 'stopped' } as const
    expect(said({ event })).toContain('refused with a reset')
    expect(said({ event }, {}, 'tcp-client')).toContain('no connection')
    expect(said({ event }, {}, 'udp')).toContain('port unreachable')
  })

  it('tells the handshakes and the frames that lie over a stream', () => {
    const opened = { path: '/', protocol: null, deflate: false, request: '', response: '' }
    const event = { event: 'websocket-opened', ...opened } as const
    expect(said({ call: 'handshake', event }, {}, 'ws-client')).toContain('101')
    expect(said({ call: 'write', flags: opcodeFlags('ping') }, {}, 'ws-client')).toContain('pong')
    expect(said({ call: 'read', flags: opcodeFlags('close') }, {}, 'ws-client')).toContain('close frame')
    expect(said({ call: 'read', flags: opcodeFlags('text') }, {}, 'ws-client')).toContain('receive buffer')
  })
})

describe('the state of TCP after a step', () => {
  const at = (record: number): LifeMoment => ({ record, time: record })
  const life = { ...unknownLife, appeared: at(2) }
  const by = { by: 'us', how: 'close' } as const

  it('follows who ended first', () => {
    const first = { ...life, endSent: at(5), endReceived: at(7), closed: at(8), end: by }
    expect([3, 5, 7, 8].map((record) => tcpStateAfter(first, 'write', record))).toEqual([
      'ESTABLISHED',
      'FIN_WAIT_2',
      'TIME_WAIT',
      'TIME_WAIT',
    ])
    const second = { ...life, endSent: at(7), endReceived: at(5), closed: at(8), end: by }
    expect([5, 7, 8].map((record) => tcpStateAfter(second, 'write', record))).toEqual([
      'CLOSE_WAIT',
      'LAST_ACK',
      'CLOSED',
    ])
  })

  it('is that of the other side too, where the protocol leaves no doubt', () => {
    expect(otherStateOf('FIN_WAIT_2')).toBe('CLOSE_WAIT')
    expect(otherStateOf('CLOSE_WAIT')).toBe('FIN_WAIT_2')
    expect(otherStateOf('SYN_SENT')).toBeNull()
  })

  it('ends at once with a reset, and begins before there is a connection', () => {
    const reset = { ...life, closed: at(4), end: { by: 'peer', how: 'reset' } as const }
    expect(tcpStateAfter(reset, 'reset', 4)).toBe('CLOSED')
    expect(tcpStateAfter(life, 'connect', 1)).toBe('SYN_SENT')
    expect(tcpStateAfter(life, 'listen', 1)).toBe('LISTEN')
  })
})

describe('steps that are kept', () => {
  const step = (record: number, call: 'read' | 'write', time: number) =>
    ({ call, derived: false, peer: 1, record, time, bytes: 10 }) as const

  it('stay within their limit and lose none', () => {
    const bars = new StepBars(0, 100, () => true)
    for (let record = 1; record <= 50_000; record += 1)
      bars.add(step(record, record % 2 === 0 ? 'read' : 'write', record * 7))
    expect(bars.all.length).toBeLessThanOrEqual(100)
    expect(bars.all.reduce((sum, { count }) => sum + count, 0)).toBe(50_000)
    expect(bars.all.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(500_000)
    expect(bars.find(31_007, 'write')).toMatchObject({ call: 'write' })
    const found = bars.find(31_007, 'write')!
    expect(found.record <= 31_007 && found.lastRecord >= 31_007).toBe(true)
  })

  it('take messages of one read together, and datagrams not', () => {
    const reads = (joins: boolean) => {
      const bars = new StepBars(0, 100, () => joins)
      for (const record of [1, 2, 3]) bars.add(step(record, 'read', 5))
      return bars.all.map(({ count }) => count)
    }
    expect(reads(true)).toEqual([3])
    expect(reads(false)).toEqual([1, 1, 1])
  })
})

describe('words and times', () => {
  it('name calls as programmers do', () => {
    const label = (step: Partial<Parameters<typeof stepLabel>[0]>, lane = server) =>
      stepLabel({ call: 'read', count: 1, bytes: 3, peer: 2, event: null, ...step }, lane, 'en')
    expect(label({})).toBe('read 3 B')
    expect(label({}, { ...server, kind: 'udp' })).toBe('recvfrom 3 B')
    expect(label({}, { ...server, kind: 'relay', life: { ...unknownLife, datagrams: true } })).toBe(
      'recvfrom 3 B',
    )
    expect(label({ call: 'close' }, { ...server, peer: null })).toBe('close() #2')
    const stopped = { call: 'close', peer: 0, event: { event: 'stopped' } } as const
    expect(label(stopped)).toBe('close()')
    expect(label(stopped, { ...server, kind: 'tcp-client' })).toBe('stopped')
    const backlog = { wanted: 511, granted: 128 }
    const listening = { event: 'listening', local: address, backlog } as const
    expect(label({ call: 'listen', event: listening })).toBe('listen(511)')
    expect(describeEvent(listening, 'en')).toContain('lets 128 connections wait instead of 511')
    expect(label({ call: 'write', count: 312, bytes: 20_000 })).toBe('write × 312, 20 KB')
    expect(label({ call: 'accept' })).toBe('accept() → #2')
    expect(label({ call: 'bind', event: { event: 'listening', local: address } })).toBe(
      'bind(127.0.0.1:9000)',
    )
    const refused = { event: 'connect-failed', remote: address, failure: failure('ECONNREFUSED') } as const
    expect(label({ call: 'fail', event: refused })).toBe('connect: ECONNREFUSED')
  })

  it('are told from microseconds to hours', () => {
    const texts = [41, 390, 812_400, 3_120_000, 65_000_000, 7_500_000_000].map((span) => spanText(span, 'en'))
    expect(texts).toEqual(['41 µs', '0.390 ms', '812.4 ms', '3.120 s', '1 min 5 s', '2 h 5 min'])
    expect(timeMarks(0, 20, 10).marks).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
    expect(timeMarks(13, 24, 6)).toEqual({ step: 2, marks: [14, 16, 18, 20, 22, 24] })
    for (const span of [1, 999, 1_000_000, 3_600_000_000, 10 ** 15])
      expect(timeMarks(0, span, 8).marks.length, String(span)).toBeLessThanOrEqual(9)
  })

  it('are marked so that no two marks of an axis are alike, however deep it is zoomed', () => {
    const hours = 6_665_500_000
    for (let span = 20; span < 10 ** 11; span *= 3) {
      const { step, marks } = timeMarks(hours, hours + span, 8)
      const texts = marks.map((mark) => markText(mark, step, 'en'))
      expect(new Set(texts).size, texts.join(' ')).toBe(texts.length)
    }
    const at = (mark: number, step: number) => markText(mark, step, 'en')
    expect([at(40, 20), at(12_500, 500), at(4_500_000, 500_000), at(30_000_000, 10_000_000)]).toEqual([
      '+40 µs',
      '+12.5 ms',
      '+4.5 s',
      '+30 s',
    ])
    expect([at(6_664_200_000, 200_000), at(6_660_000_000, 60_000_000), at(125_000_000, 5_000_000)]).toEqual([
      '+1:51:04.2',
      '+1 h 51 min',
      '+2:05',
    ])
  })

  it('come from what ss says, with what is missing left out', () => {
    const line =
      'ESTAB 0 0 127.0.0.1:1 127.0.0.1:2 cubic rto:204 rtt:0.24/0.451 mss:32768 cwnd:11 unacked:2 retrans:0/3 snd_wnd:65536'
    expect(parseMeasures(line)).toEqual({
      roundTrip: 240,
      retransmits: 3,
      congestionWindow: 11,
      unacknowledged: 2,
      sendWindow: 65_536,
    })
    expect(parseMeasures('TIME-WAIT 0 0 127.0.0.1:1 127.0.0.1:2')).toBeNull()
  })
})

describe('a picture', () => {
  it('needs nothing but itself, whatever the bytes were', () => {
    const lane = { capture: '', peer: 1, name: '<b>&"', kind: 'tcp-client', life: unknownLife } as const
    const lanes: TimelineLane[] = [{ ...lane, lastPeer: 1, peers: [], answer: null }]
    const row: TimelineRow = { ...plainRow, bytes: 3, data: new Uint8Array([60, 0, 62]) }
    const preview = (data: Uint8Array) => String.fromCharCode(...data)
    const diagram = { lanes, sides: laneSides(lanes), language: 'en', preview } as const
    const look = { width: 1_000, explained: true, colours: lightColours, scale: null }
    const svg = timelinePicture([row], diagram, look)
    expect(svg).toContain('&#60;b&#62;&#38;&#34;')
    expect(svg).toContain('&#60;\ufffd&#62;')
    expect(svg.match(/<svg|<\/svg>/g)).toHaveLength(2)
  })

  it('has no arrow of what a fault dropped, and names frames that control a WebSocket', () => {
    const lane = { capture: '', peer: 1, name: 'a', kind: 'ws-client', life: unknownLife } as const
    const lanes: TimelineLane[] = [{ ...lane, lastPeer: 1, peers: [], answer: null }]
    const drawn = (flags: number) => {
      const row: TimelineRow = { ...plainRow, bytes: 2, data: new Uint8Array([3, 232]), flags }
      const diagram = { lanes, sides: laneSides(lanes), language: 'en', preview: () => 'bytes' } as const
      const look = { width: 1_000, explained: true, colours: lightColours, scale: null }
      return timelinePicture([row], diagram, look)
    }
    expect(drawn(opcodeFlags('close'))).toContain('close 1000')
    expect(drawn(opcodeFlags('ping'))).toContain('ping bytes')
    expect(drawn(opcodeFlags('text'))).toContain('>bytes<')
    expect(drawn(recordFlags.dropped)).not.toContain('<polygon')
    expect(drawn(recordFlags.dropped)).toContain('dropped')
  })

  it('has an arrow from a connect, but not from that of a relay to its target', () => {
    const lane = { capture: '', peer: 1, name: 'a', kind: 'relay', life: unknownLife } as const
    const lanes: TimelineLane[] = [{ ...lane, lastPeer: 1, peers: [], answer: null }]
    const drawn = (leg?: 'target') => {
      const row: TimelineRow = {
        ...plainRow,
        call: 'connect',
        event: { event: 'connecting', remote: address, attempt: 1, ...(leg ? { leg } : {}) },
      }
      const diagram = { lanes, sides: laneSides(lanes), language: 'en', preview: () => '' } as const
      return timelinePicture([row], diagram, {
        ...{ width: 1_000, explained: true, colours: lightColours, scale: null },
      })
    }
    expect(drawn()).toContain('SYN, SYN-ACK, ACK')
    expect(drawn('target')).not.toContain('SYN')
  })

  it('has one arrow of a reset: from whoever sent it, or to us where nobody else is known', () => {
    const lane = { capture: '', peer: 1, name: 'a', kind: 'tcp-client', life: unknownLife } as const
    const drawn = (who: 'us' | 'peer', count: 1 | 2) => {
      const lanes: TimelineLane[] = Array.from({ length: count }, () => ({
        ...{ ...lane, lastPeer: 1, peers: [], answer: null },
      }))
      const event = { ...closed, end: { by: who, how: 'reset' } } as const
      const row: TimelineRow = {
        ...plainRow,
        call: 'reset',
        event,
        counterpart: { row: null, record: 9, time: 2 },
      }
      const diagram = { lanes, sides: laneSides(lanes), language: 'en', preview: () => '' } as const
      const look = { width: 1_000, explained: true, colours: lightColours, scale: null }
      return timelinePicture([row], diagram, look).match(/<polygon/g)?.length ?? 0
    }
    expect([drawn('us', 2), drawn('peer', 2), drawn('peer', 1)]).toEqual([1, 0, 1])
  })

  it('to scale has an arrow here and there where they would lie over each other, from either side', () => {
    const lane = { capture: '', peer: 1, name: 'a', kind: 'tcp-client', life: unknownLife } as const
    const lanes: TimelineLane[] = [0, 1].map(() => ({ ...lane, lastPeer: 1, peers: [], answer: null }))
    const rows = Array.from({ length: 400 }, (_, index): TimelineRow => {
      const time = 1_000 + index * 100
      return {
        ...{ ...plainRow, lane: index % 2, record: index, lastRecord: index, time, lastTime: time },
        ...{ count: 2, bytes: 3 },
        counterpart: { record: index, time: time + 10, row: null },
      }
    })
    const diagram = { lanes, sides: laneSides(lanes), language: 'en', preview: () => '' } as const
    const scale = { from: 1_000, to: 41_000, height: 480, whole: 1_000 }
    const svg = timelinePicture(rows, diagram, {
      width: 1_000,
      explained: true,
      colours: lightColours,
      scale,
    })
    const arrows = svg.match(/<polygon/g)!.length
    expect(arrows).toBeGreaterThan(60)
    expect(arrows).toBeLessThan(130)
  })
})
