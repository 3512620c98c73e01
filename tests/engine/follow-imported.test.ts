import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ImportJobs } from '../../src/main/engine/import/import-jobs'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { ImportProgress } from '../../src/shared/contract/engine/import-calls'
import { FollowedSession } from '../support/follow-session'
import { client, pcapFile, server, tcpPacket } from '../support/packet-bytes'
import { readAll } from '../support/recorded-capture'

let folder: string
let jobs: ImportJobs
let service: QueryService
let session: FollowedSession

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sockwright-follow-imported-'))
  jobs = new ImportJobs(path.join(folder, 'captures'), {
    imported: () => undefined,
    problem: (thrown) => {
      throw thrown
    },
  })
  service = new QueryService(path.join(folder, 'exports'))
  session = new FollowedSession(service)
})
afterEach(async () => {
  session.session.close()
  await service.close()
  await jobs.close()
  await rm(folder, { recursive: true })
})

/** Imports packets and returns the path of the capture. */
async function imported(packets: readonly Buffer[]): Promise<string> {
  const source = path.join(folder, 'lab.pcap')
  const frames = packets.map((frame, index) => ({ at: BigInt(index) * 1_000n, frame }))
  await writeFile(source, pcapFile(101, frames))
  const { state } = await new Promise<ImportProgress>((resolve, reject) => {
    const onProgress = (progress: ImportProgress) => {
      if (progress.state.is !== 'running') resolve(progress)
    }
    jobs.start(source, 'lab.pcap', onProgress).catch(reject)
  })
  if (state.is !== 'finished') throw new Error(`the import was ${state.is}`)
  return state.capture
}

it('follows a connection of an imported capture: put in order, nothing twice, both directions', async () => {
  const [a, b] = [1_000, 5_000]
  const said = (sequence: number, data: string) =>
    tcpPacket(client, server, { sequence, acknowledged: b + 1, data: Buffer.from(data) })
  const answered = (sequence: number, acknowledged: number, data: string) =>
    tcpPacket(server, client, { sequence, acknowledged, data: Buffer.from(data) })
  const capture = await imported([
    tcpPacket(client, server, { sequence: a, flags: 'S' }),
    tcpPacket(server, client, { sequence: b, acknowledged: a + 1, flags: 'S' }),
    said(a + 1, 'GET /dev'),
    said(a + 13, ' HTTP/1.1\n'),
    said(a + 9, 'ices'),
    said(a + 9, 'ices'),
    answered(b + 1, a + 23, '200 '),
    answered(b + 5, a + 23, 'OK\n'),
  ])
  const first = (await readAll(capture)).find(({ kind, peer }) => kind === 'message' && peer > 0)!
  const opened = await session.open(capture, first.peer)
  const texts = { request: 'GET /devices HTTP/1.1\n', answer: '200 OK\n' }
  expect(opened.done).toBe(true)
  expect(opened.inBytes + opened.outBytes).toBe(texts.request.length + texts.answer.length)
  const read = async (direction: 'in' | 'out' | 'both') => {
    const window = await session.call('follow.read', {
      follow: opened.follow,
      direction,
      from: 0,
      length: 100,
    })
    return new TextDecoder().decode(window.data)
  }
  expect([await read('in'), await read('out')].sort()).toEqual([texts.answer, texts.request])
  expect(await read('both')).toBe(texts.request + texts.answer)
})
