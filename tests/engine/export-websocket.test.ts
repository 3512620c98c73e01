import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Receiver } from '../../src/main/engine/endpoints/websocket/frame-library'
import { QueryService } from '../../src/main/engine/query/query-service'
import { opcodeFlags, type Opcode } from '../../src/shared/capture/opcode'
import { recordFlags } from '../../src/shared/capture/record'
import { exportToFile } from '../support/export-to-file'
import { isInstalled, outputOf } from '../support/installed-tool'
import { readPcapng } from '../support/pcapng-reader'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-pcapng-ws-'))
const server = { address: '127.0.0.1', port: 9_000 }
const client = { address: '127.0.0.1', port: 40_001 }
const request = 'GET /chat HTTP/1.1\r\nHost: demo\r\nUpgrade: websocket\r\nConnection: Upgrade'
const response = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade'
const long = randomBytes(600_000)
let service: QueryService
let session: HeardSession
let count = 0

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true })
})

const message = (direction: 'in' | 'out', opcode: Opcode, data: string | Uint8Array, flags = 0) => ({
  peer: 1,
  direction,
  data: Buffer.from(data),
  flags: opcodeFlags(opcode) | flags,
})

/** What a server has of a client that opens, says something and closes. */
const life: readonly SampleRecord[] = [
  { peer: 1, event: { event: 'accepted', local: server, remote: client } },
  {
    peer: 1,
    event: { event: 'websocket-opened', path: '/chat', protocol: null, deflate: false, request, response },
  },
  message('in', 'text', 'grüezi'),
  message('out', 'text', ''),
  message('out', 'binary', long),
  message('in', 'binary', long),
  message('out', 'ping', 'p'),
  message('in', 'pong', 'p'),
  message('out', 'text', 'x'.repeat(300)),
  message('in', 'close', Buffer.from([0x03, 0xe8, 0x62, 0x79, 0x65])),
  message('out', 'close', Buffer.from([0x03, 0xe8])),
  { peer: 1, event: { event: 'end-sent' } },
]

async function exported(records: readonly SampleRecord[], kind: 'ws-server' | 'ws-client' = 'ws-server') {
  count += 1
  const capture = new WrittenCapture(folder, `ws-${count}`, 1, 1, kind)
  capture.append(records)
  const file = await exportToFile(session, capture.folder, folder, 'pcapng', {})
  capture.close()
  return file
}

/** All bytes that went from one port, joined. */
function streamFrom(file: string, { address, port }: typeof client): Buffer {
  const { packets } = readPcapng(readFileSync(file))
  return Buffer.concat(packets.filter(({ from }) => from === `${address}:${port}`).map(({ data }) => data))
}

/** What the library makes of a stream of frames. */
async function framesOf(stream: Buffer, isServer: boolean): Promise<string[]> {
  const heard: string[] = []
  const options = { maxPayload: 0, maxFragments: 0, maxBufferedChunks: 0, extensions: {} }
  const receiver = new Receiver({ isServer, ...options })
  receiver
    .on('message', (data, isBinary) => heard.push(isBinary ? `${data.length} bytes` : data.toString()))
    .on('ping', (data) => heard.push(`ping ${data.toString()}`))
    .on('pong', (data) => heard.push(`pong ${data.toString()}`))
    .on('conclude', (code, reason) => heard.push(`close ${code} ${reason.toString()}`))
  await new Promise<void>((resolve, reject) =>
    receiver.write(stream, (error) => (error ? reject(error) : resolve())),
  )
  return heard
}

describe('a pcapng export of a WebSocket', () => {
  it('has the opening handshake and frames, masked where the client sent them', async () => {
    const file = await exported(life)
    const fromClient = streamFrom(file, client)
    const fromServer = streamFrom(file, server)
    expect(fromClient.toString('latin1')).toContain(`${request}\r\n\r\n`)
    expect(fromServer.toString('latin1')).toContain(`${response}\r\n\r\n`)
    const framesIn = fromClient.subarray(request.length + 4)
    const framesOut = fromServer.subarray(response.length + 4)
    expect(await framesOf(framesIn, true)).toEqual(['grüezi', '600000 bytes', 'pong p', 'close 1000 bye'])
    expect(await framesOf(framesOut, false)).toEqual([
      '',
      '600000 bytes',
      'ping p',
      'x'.repeat(300),
      'close 1000 ',
    ])
  })

  it('masks what a client endpoint sent, not what it received', async () => {
    const file = await exported(
      [
        { peer: 1, event: { event: 'connected', local: client, remote: server } },
        message('out', 'text', 'question'),
        message('in', 'text', 'answer'),
      ],
      'ws-client',
    )
    expect(await framesOf(streamFrom(file, client), true)).toEqual(['question'])
    expect(await framesOf(streamFrom(file, server), false)).toEqual(['answer'])
  })

  it('leaves a message open that the end of its connection cut off', async () => {
    const file = await exported([
      { peer: 1, event: { event: 'accepted', local: server, remote: client } },
      message('in', 'text', 'half a sen', recordFlags.unfinished),
    ])
    expect(streamFrom(file, client)[0]).toBe(0x01)
  })

  it.skipIf(!isInstalled('tshark'))(
    'is a WebSocket to tshark (skipped where it is not installed)',
    async () => {
      const file = await exported(life)
      const text = outputOf('tshark', ['-r', file, '-Y', 'websocket', '-Tfields', '-ewebsocket.opcode'])
      const opcodes = text.toString().trim().split(/[\n,]/)
      expect(opcodes).toEqual(['1', '1', '2', '2', '9', '10', '1', '8', '8'])
      const wrong = outputOf('tshark', ['-r', file, '-Y', '_ws.malformed || tcp.analysis.flags'])
      expect(wrong.toString()).toBe('')
    },
  )
})
