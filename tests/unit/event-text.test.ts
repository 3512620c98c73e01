import { describe, expect, it } from 'vitest'
import type { CaptureEvent, CaptureEventName, EventSeverity } from '../../src/shared/capture/capture-event'
import { describeEvent, eventSeverity } from '../../src/shared/capture/event-text'
import { SockwrightError } from '../../src/shared/contract/errors'
import type { TlsSession } from '../../src/shared/endpoints/tls-session'
import { formatBytes } from '../../src/shared/format/format-bytes'
import { formatDuration } from '../../src/shared/format/format-duration'

const local = { address: '127.0.0.1', port: 9000 }
const remote = { address: '10.0.0.2', port: 5122 }
const failure = new SockwrightError('ECONNREFUSED', { address: '10.0.0.2', port: 5122 }).toFailure()
const session: TlsSession = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  alpn: 'h2',
  serverName: 'localhost',
  chain: [
    {
      subject: 'CN=localhost',
      issuer: 'CN=localhost',
      names: ['localhost'],
      validFrom: 0,
      validTo: 1,
      fingerprint: 'AA:BB',
      serial: '01',
    },
  ],
  trust: 'verified',
  problem: null,
  resumed: false,
}
const ended = { event: 'closed', receivedBytes: 498_000_000, sentBytes: 0, durationMs: 4_200 } as const

type Samples = {
  readonly [N in CaptureEventName]: readonly [CaptureEvent & { event: N }, string, EventSeverity]
}

const samples: Samples = {
  started: [{ event: 'started', kind: 'tcp-server', name: 'echo' }, 'started: TCP server “echo”', 'info'],
  listening: [{ event: 'listening', local }, 'listening on 127.0.0.1:9000', 'info'],
  bound: [
    { event: 'bound', local, receiveBuffer: { wanted: 4_194_304, granted: 425_984 } },
    'bound to 127.0.0.1:9000, receive buffer 426 KB of 4.19 MB asked for',
    'info',
  ],
  'remote-fixed': [
    { event: 'remote-fixed', local, remote },
    'connected to 10.0.0.2:5122 from 127.0.0.1:9000',
    'info',
  ],
  'group-joined': [
    { event: 'group-joined', group: '239.1.2.3@eth0' },
    'joined the group 239.1.2.3@eth0',
    'info',
  ],
  'group-left': [{ event: 'group-left', group: 'ff02::fb@eth0' }, 'left the group ff02::fb@eth0', 'info'],
  'group-missed': [
    { event: 'group-missed', group: '239.1.2.3', failure },
    'not in the group 239.1.2.3: ECONNREFUSED',
    'error',
  ],
  'start-failed': [{ event: 'start-failed', failure }, 'could not start: ECONNREFUSED 10.0.0.2', 'error'],
  'looked-up': [
    { event: 'looked-up', host: 'localhost', addresses: ['::1', '127.0.0.1'] },
    'localhost is ::1, 127.0.0.1',
    'info',
  ],
  connecting: [{ event: 'connecting', remote, attempt: 2 }, 'connecting to 10.0.0.2:5122, attempt 2', 'info'],
  'connect-failed': [
    { event: 'connect-failed', remote, failure },
    'could not connect: ECONNREFUSED 10.0.0.2 port 5122 refused',
    'error',
  ],
  connected: [
    { event: 'connected', local, remote },
    'connected to 10.0.0.2:5122 from 127.0.0.1:9000',
    'info',
  ],
  'proxy-asked': [
    { event: 'proxy-asked', proxy: 'socks5://10.0.0.9:1080', target: 'example.com:80' },
    'asking socks5://10.0.0.9:1080 for example.com:80',
    'info',
  ],
  'proxy-opened': [
    { event: 'proxy-opened', proxy: 'http://10.0.0.9:8080', target: 'example.com:80' },
    'http://10.0.0.9:8080 has connected to example.com:80',
    'info',
  ],
  'proxy-failed': [
    { event: 'proxy-failed', proxy: 'http://10.0.0.9:8080', failure },
    'the proxy http://10.0.0.9:8080 did not connect: ECONNREFUSED',
    'error',
  ],
  'reconnect-scheduled': [
    { event: 'reconnect-scheduled', inMs: 4_000, attempt: 3 },
    'connecting again in 4 s, attempt 3',
    'warning',
  ],
  accepted: [{ event: 'accepted', local, remote }, 'accepted from 10.0.0.2:5122', 'info'],
  'client-refused': [
    { event: 'client-refused', remote, limit: 2 },
    'turned away 10.0.0.2:5122: the limit of 2 clients is reached',
    'warning',
  ],
  'leg-closed': [
    {
      event: 'leg-closed',
      leg: 'target',
      end: { by: 'peer', how: 'close' },
      receivedBytes: 12,
      sentBytes: 3,
      durationMs: 1_500,
    },
    'target: the peer closed after 1.5 s: 12 B in, 3 B out',
    'info',
  ],
  'idle-forgotten': [{ event: 'idle-forgotten', idleMs: 60_000 }, 'silent for 1 min 0 s: forgotten', 'info'],
  'faults-on': [{ event: 'faults-on', faults: 'drop=1%,seed=7' }, 'faults on: drop=1%,seed=7', 'warning'],
  'faults-off': [{ event: 'faults-off' }, 'faults off', 'info'],
  'fault-acted': [
    { event: 'fault-acted', fault: 'reset', direction: 'in', after: { by: 'seconds', count: 2 } },
    'fault: reset after 2 s in',
    'warning',
  ],
  'intercept-on': [
    { event: 'intercept-on', directions: ['in', 'out'] },
    'holding messages for a person: in and out',
    'warning',
  ],
  'intercept-off': [
    { event: 'intercept-off', released: 3 },
    'holding no messages any more; 3 let go',
    'info',
  ],
  'number-taken': [{ event: 'number-taken', number: '7' }, 'we are number 7 there', 'info'],
  alert: [{ event: 'alert', rule: 'watch', text: 'no heartbeat' }, 'watch: no heartbeat', 'warning'],
  'script-logged': [{ event: 'script-logged', level: 'warn', text: 'late' }, 'script: late', 'warning'],
  'script-failed': [
    { event: 'script-failed', failure: { code: 'E_SCRIPT_HUNG', message: '', details: {} } },
    'script: E_SCRIPT_HUNG The script no longer answered and was stopped. The endpoint goes on without it.',
    'error',
  ],
  'cause-named': [{ event: 'cause-named', cause: 'rule:ack' }, 'rule “ack” acts', 'info'],
  'peer-appeared': [{ event: 'peer-appeared', remote }, 'first datagram with 10.0.0.2:5122', 'info'],
  secured: [
    { event: 'secured', session },
    'TLSv1.3 with TLS_AES_256_GCM_SHA384, h2, shown decrypted; the certificate of CN=localhost is good',
    'info',
  ],
  'handshake-failed': [
    { event: 'handshake-failed', failure: new SockwrightError('E_TLS_CLOSED').toFailure(), session: null },
    'the TLS handshake failed: E_TLS_CLOSED The other side ended the connection during the TLS handshake.',
    'error',
  ],
  'upgrade-refused': [
    {
      event: 'upgrade-refused',
      failure: new SockwrightError('E_UPGRADE_PIPELINED', { bytes: 12 }).toFailure(),
    },
    'no upgrade to TLS: E_UPGRADE_PIPELINED 12 bytes of plain text came behind the request to upgrade.',
    'error',
  ],
  'tls-on-plain': [
    { event: 'tls-on-plain', record: 'hello' },
    'the client begins with TLS, and this endpoint speaks plain text',
    'warning',
  ],
  'end-received': [{ event: 'end-received' }, 'the peer ended its side (FIN received)', 'info'],
  'end-sent': [{ event: 'end-sent' }, 'ended this side (FIN sent)', 'info'],
  closed: [
    { ...ended, end: { by: 'peer', how: 'reset' } },
    'ECONNRESET: the peer reset the connection after 498 MB',
    'error',
  ],
  'websocket-opened': [
    {
      event: 'websocket-opened',
      path: '/chat',
      protocol: 'v1',
      deflate: true,
      request: 'GET /chat HTTP/1.1',
      response: 'HTTP/1.1 101 Switching Protocols',
    },
    'WebSocket open at /chat, sub-protocol v1, compressed',
    'info',
  ],
  'websocket-refused': [
    { event: 'websocket-refused', failure, request: null, response: null },
    'no WebSocket: ECONNREFUSED',
    'error',
  ],
  'ping-answered': [{ event: 'ping-answered', latencyMs: 0.412 }, 'ping answered in 0.412 ms', 'info'],
  'ping-unanswered': [{ event: 'ping-unanswered', afterMs: 2_000 }, 'no answer to a ping for 2 s', 'warning'],
  'compressed-cut': [
    { event: 'compressed-cut', bytes: 12 },
    'ended within a compressed message: 12 bytes of it cannot be read without their end',
    'warning',
  ],
  'close-unanswered': [
    { event: 'close-unanswered', afterMs: 5_000 },
    'the peer did not answer the close for 5 s: ended all the same',
    'warning',
  ],
  'send-failed': [
    { event: 'send-failed', record: 7, unsent: 1_200, failure },
    '1.2 KB never left, from record 7 on: ECONNREFUSED',
    'error',
  ],
  'sequence-ended': [
    { event: 'sequence-ended', sequence: 'Login', outcome: 'passed', failure: null },
    'sequence Login: all steps passed',
    'info',
  ],
  'answer-failed': [
    { event: 'answer-failed', failure },
    'the answer could not be made: ECONNREFUSED',
    'error',
  ],
  'socket-failed': [{ event: 'socket-failed', failure }, 'the socket failed: ECONNREFUSED', 'error'],
  'accept-stopped': [{ event: 'accept-stopped', failure }, 'stopped accepting: ECONNREFUSED', 'error'],
  'accept-resumed': [{ event: 'accept-resumed' }, 'accepting again', 'info'],
  'recording-stopped': [{ event: 'recording-stopped', failure }, 'recording stopped: ECONNREFUSED', 'error'],
  'recording-resumed': [
    { event: 'recording-resumed', lostBytes: 64, lostMessages: 2, lostEvents: 0 },
    'recording again; 64 B in 2 messages were not recorded',
    'warning',
  ],
  'message-too-long': [
    { event: 'message-too-long', limit: 1_000, announced: 65_540 },
    'a message of 65.5 KB is longer than the limit of 1 KB: recorded in parts',
    'warning',
  ],
  'length-invalid': [
    { event: 'length-invalid' },
    'the length field makes no message: its bytes are recorded as a part, framing goes on behind them',
    'warning',
  ],
  'unfinished-recorded': [
    { event: 'unfinished-recorded', bytes: 2_000, limit: 4_000 },
    'all unfinished messages together exceed 4 KB: 2 KB of the longest recorded as a part',
    'warning',
  ],
  'kernel-dropped': [
    { event: 'kernel-dropped', datagrams: 5, total: 9 },
    'the system dropped 5 datagrams before they were read, 9 in all',
    'warning',
  ],
  'clock-stepped': [
    { event: 'clock-stepped', byMs: -3_600_000 },
    'the system clock was set back by 1 h 0 min',
    'warning',
  ],
  recovered: [
    { event: 'recovered', cutIndexBytes: 12, unindexedBytes: 0, unfinishedBytes: 3 },
    'mended on opening: 12 B of a torn index entry cut off, 3 B of unfinished messages kept',
    'warning',
  ],
  'rolled-over': [
    { event: 'rolled-over', next: 'echo-2.swcap' },
    'the capture goes on in echo-2.swcap',
    'info',
  ],
  'stream-gap': [
    { event: 'stream-gap', direction: 'in', bytes: 1_460 },
    '1.46 KB received are missing in the packet file',
    'warning',
  ],
  imported: [
    {
      event: 'imported',
      file: 'lab.pcap',
      packets: 12,
      skipped: [
        { why: 'fragment', packets: 2 },
        { why: 'other-protocol', packets: 1 },
      ],
      failure: null,
    },
    'imported 12 packets of lab.pcap; left out: 2 IP fragments whose others are missing, 1 neither TCP nor UDP over IP',
    'warning',
  ],
  stopped: [{ event: 'stopped' }, 'stopped', 'info'],
}

describe('a failure in words', () => {
  it('groups the digits of what it counts, and not those of a port', () => {
    const long = new SockwrightError('E_DATAGRAM_TOO_LONG', { address: '::1', limit: 65_527, bytes: 65_528 })
    expect(long.message).toContain('at most 65,527 bytes, this one has 65,528.')
    const refused = new SockwrightError('ECONNREFUSED', { address: '127.0.0.1', port: 50_000 })
    expect(refused.message).toContain('port 50000')
  })
})

describe('an event in words', () => {
  it.each(Object.values(samples))('$event', (event, text, severity) => {
    expect(describeEvent(event, 'en')).toContain(text)
    expect(eventSeverity(event)).toBe(severity)
    const chinese = describeEvent(event, 'zh-CN')
    expect(chinese).toMatch(/\p{Script=Han}/u)
    for (const line of [describeEvent(event, 'en'), chinese]) {
      expect(line).not.toMatch(/\{\w+\}|undefined|\n/)
    }
  })

  it.each([
    [{ by: 'us', how: 'close' }, 'closed from here after 4.2 s: 498 MB in, 0 B out', 'info'],
    [{ by: 'us', how: 'reset' }, 'reset from here after 4.2 s', 'info'],
    [{ by: 'peer', how: 'close' }, 'the peer closed after 4.2 s: 498 MB in, 0 B out', 'info'],
    [{ by: 'failure', failure }, 'the connection ended after 4.2 s: ECONNREFUSED', 'error'],
  ] as const)('tells who ended a connection and how: %j', (end, text, severity) => {
    expect(describeEvent({ ...ended, end }, 'en')).toContain(text)
    expect(eventSeverity({ ...ended, end })).toBe(severity)
  })

  it('never fills a place from what a person or a peer wrote', () => {
    expect(describeEvent({ event: 'started', kind: 'udp', name: '{kind} {name}' }, 'en')).toBe(
      'started: UDP endpoint “{kind} {name}”',
    )
  })
})

describe('numbers for people', () => {
  it.each([
    [0, '0 B'],
    [840, '840 B'],
    [999, '999 B'],
    [1_000, '1 KB'],
    [4_096, '4.1 KB'],
    [38_240_000, '38.2 MB'],
    [9_999, '10 KB'],
    [999_499, '999 KB'],
    [999_500, '1 MB'],
    [498_000_000, '498 MB'],
    [1_210_000_000, '1.21 GB'],
    [5_000_000_000_000_000, '5000 TB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it.each([
    [0.4, '0 ms'],
    [840, '840 ms'],
    [4_200, '4.2 s'],
    [59_960, '1 min 0 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms, 'en')).toBe(text)
  })
})
