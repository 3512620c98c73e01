import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, it } from 'vitest'

// Servers live in folders that are not on everybody's path.
const searchPath = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`

/** A program under way, and what it has written. */
export type RunningProgram = ChildProcess & { readonly text: () => string; readonly errors: () => string }

/** A test against a real program; a skip that names it where it is missing. */
export function withProgram(
  program: string,
  what: string,
  test: () => Promise<void>,
  timeout?: number,
): void {
  const installed = searchPath.split(delimiter).some((folder) => existsSync(join(folder, program)))
  if (installed) it(`${program}: ${what}`, test, timeout)
  else it.skip(`${program}: ${what} (${program} is not installed)`, test)
}

/** The programs and folders of one test. */
export class RealPrograms {
  readonly #programs: ChildProcess[] = []
  readonly #folders: string[] = []

  run(program: string, words: readonly string[]): RunningProgram {
    const child = spawn(program, words, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PATH: searchPath },
    })
    this.#programs.push(child)
    let [text, errors] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('latin1')))
    child.stdin.on('error', () => undefined)
    return Object.assign(child, { text: () => text, errors: () => errors })
  }

  /** A folder that is there until {@link end}. */
  async folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'sockwright-peers-'))
    this.#folders.push(made)
    return made
  }

  async end(): Promise<void> {
    for (const child of this.#programs.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill()
      await once(child, 'exit')
    }
    for (const one of this.#folders.splice(0)) await rm(one, { recursive: true })
  }
}

/** Waits until a server listens. */
export async function listening(port: number): Promise<void> {
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' })
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
  await expect.poll(answers, { timeout: 10_000 }).toBe(true)
}
