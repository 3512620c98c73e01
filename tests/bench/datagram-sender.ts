import { execFile } from 'node:child_process'
import { platform } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BenchProcess } from './bench-process'
import { isInstalled } from './installed'

/** What is to be sent to a port of 127.0.0.1. `rate` in datagrams a second, 0: as fast as it goes. */
export interface Datagrams {
  readonly port: number
  readonly datagrams: number
  readonly bytes: number
  readonly rate: number
}

/** Starts a sender; it prints `sent` with the seconds it took. */
export type DatagramSender = (what: Datagrams) => BenchProcess

const source = join(import.meta.dirname, 'programs', 'udp-flood.c')

function argumentsOf({ port, datagrams, bytes, rate }: Datagrams): string[] {
  return [port, datagrams, bytes, rate].map(String)
}

/** The fastest sender this machine has: in C where there is a compiler (Linux), else in Node. Built into `folder`. */
export async function datagramSender(
  folder: string,
): Promise<{ readonly language: 'C' | 'Node'; readonly start: DatagramSender }> {
  if (platform() !== 'linux' || !isInstalled('cc')) {
    return {
      language: 'Node',
      start: (what) => BenchProcess.program('udp-sender', argumentsOf(what)),
    }
  }
  const program = join(folder, 'udp-flood')
  await promisify(execFile)('cc', ['-O2', '-Wall', '-o', program, source])
  return { language: 'C', start: (what) => BenchProcess.start(program, argumentsOf(what)) }
}
