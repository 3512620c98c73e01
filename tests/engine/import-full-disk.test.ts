import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ImportJobs } from '../../src/main/engine/import/import-jobs'
import type { ImportProgress } from '../../src/shared/contract/engine/import-calls'
import { client, pcapFile, server, udpPacket } from '../support/packet-bytes'

const folder = mkdtempSync(join(tmpdir(), 'sockwright-import-full-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('an import onto a disk that fills up', () => {
  it('ends with a coded error and leaves nothing (skipped where no small disk can be mounted)', async (test) => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status !== 0) {
      test.skip('mounting a tmpfs needs rights that this process lacks')
    }
    const problems: unknown[] = []
    const jobs = new ImportJobs(join(disk, 'captures'), {
      imported: () => undefined,
      problem: (thrown) => problems.push(thrown),
    })
    try {
      const frame = udpPacket(client, server, Buffer.alloc(1_000, 'x'))
      const source = join(folder, 'large.pcap')
      writeFileSync(
        source,
        pcapFile(
          101,
          Array.from({ length: 8_000 }, (_, index) => ({ at: BigInt(index) * 1_000n, frame })),
        ),
      )
      const end = await new Promise<ImportProgress>((ended) => {
        void jobs.start(source, 'large.pcap', (progress) => {
          if (progress.state.is !== 'running') ended(progress)
        })
      })
      expect(end.state).toMatchObject({ is: 'failed', failure: { code: 'E_IMPORT_WRITE' } })
      expect(end.state.is === 'failed' && end.state.failure.details['reason']).toContain('ENOSPC')
      expect(readdirSync(join(disk, 'captures'))).toEqual([])
      expect(problems).toEqual([])
    } finally {
      await jobs.close()
      spawnSync('umount', [disk])
    }
  })
})
