import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why processes cannot be traced here; null where they can. */
export function tracingMissing(): string | null {
  if (process.platform !== 'linux') return 'strace is for Linux'
  const { error, status } = spawnSync('strace', ['-qq', '-o', '/dev/null', process.execPath, '--version'])
  if (error !== undefined) return 'strace is not installed'
  return status === 0 ? null : 'this machine does not let processes be traced'
}

/** Calls of this very process to the system, noted by strace. */
export class TracedCalls {
  private constructor(
    private readonly tracer: ChildProcess,
    private readonly file: string,
  ) {}

  /** Begins to note the system calls of these names; null where this machine does not let a child trace its parent. */
  static async begin(names: string): Promise<TracedCalls | null> {
    const file = join(tmpdir(), `sockwright-calls-${process.pid}`)
    const words = ['-f', '-e', `trace=${names}`, '-o', file, '-p', String(process.pid)]
    const tracer = spawn('strace', words, { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(tracer, 'close').then(() => false)
    const attached = once(tracer.stderr, 'data').then(([text]) => /attached/.test(String(text)))
    if (!(await Promise.race([attached, ended]))) return null
    return new TracedCalls(tracer, file)
  }

  /** Ends the tracing; the calls that succeeded so far, one a line, in their order. */
  async end(): Promise<readonly string[]> {
    const ended = once(this.tracer, 'close')
    this.tracer.kill('SIGINT')
    await ended
    const lines = (await readFile(this.file, 'utf8')).split('\n')
    await rm(this.file)
    return lines.filter((line) => line.endsWith(' = 0')).map((line) => line.replace(/^\d+ +/, ''))
  }
}
