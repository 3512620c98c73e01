import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const projectFolder = join(import.meta.dirname, '..', '..')

/** One line that a program printed: JSON with the name of an event. */
export interface ProgramEvent {
  readonly event: string
  readonly [fact: string]: unknown
}

interface Waiter {
  readonly event: string
  readonly resolve: (event: ProgramEvent) => void
  readonly reject: (error: Error) => void
}

/** A child process that prints one JSON object a line, as `sockwright --json` does. */
export class BenchProcess {
  readonly exited: Promise<number | null>
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #name: string
  readonly #seen: ProgramEvent[] = []
  readonly #waiters: Waiter[] = []
  #errors = ''
  readonly #lines: string[] = []

  private constructor(name: string, child: ChildProcessByStdio<null, Readable, Readable>) {
    this.#name = name
    this.#child = child
    this.exited = once(child, 'close').then(([code]) => {
      this.#ended(code as number | null)
      return code as number | null
    })
    createInterface({ input: child.stdout }).on('line', (line) => this.#line(line))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text))
  }

  /** Starts `command`; the caller waits for its end or calls {@link end}. */
  static start(
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): BenchProcess {
    const child = spawn(command, args, {
      cwd: projectFolder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return new BenchProcess([command, ...args].join(' '), child)
  }

  /** Starts one of the bare programs in `programs`. */
  static program(name: string, args: readonly string[]): BenchProcess {
    const path = join(import.meta.dirname, 'programs', `${name}.ts`)
    return BenchProcess.start(process.execPath, ['--import', 'tsx', path, ...args])
  }

  /** Starts the built command line. `dataFolder` keeps it apart from the person's own data. */
  static sockwright(dataFolder: string, args: readonly string[]): BenchProcess {
    return BenchProcess.start(process.execPath, ['out/main/cli.js', ...args], { SOCKWRIGHT_DATA: dataFolder })
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Everything printed to stderr so far. */
  get errors(): string {
    return this.#errors
  }

  /** Lines printed to stdout so far that are no events. */
  get lines(): readonly string[] {
    return this.#lines
  }

  /** Resolves when a line on stdout contains `text`. */
  async waitForLine(text: string): Promise<void> {
    while (!this.#lines.some((line) => line.includes(text))) {
      if (this.#child.exitCode !== null) throw this.#failure(this.#child.exitCode, text)
      await once(this.#child.stdout, 'data')
    }
  }

  /** The first event of this name, also when it was printed before; rejects when the program ends without it. */
  waitFor(event: string): Promise<ProgramEvent> {
    const seen = this.#seen.find((candidate) => candidate.event === event)
    if (seen) return Promise.resolve(seen)
    if (this.#child.exitCode !== null) return Promise.reject(this.#failure(this.#child.exitCode, event))
    return new Promise((resolve, reject) => this.#waiters.push({ event, resolve, reject }))
  }

  /** Resolves when stderr contains `text`. */
  async waitForError(text: string): Promise<void> {
    while (!this.#errors.includes(text)) {
      if (this.#child.exitCode !== null) throw this.#failure(this.#child.exitCode, text)
      await once(this.#child.stderr, 'data')
    }
  }

  /** Sends `signal` and waits for the end. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal)
    await this.exited
  }

  #line(line: string): void {
    if (!line.startsWith('{')) {
      this.#lines.push(line)
      return
    }
    const event = JSON.parse(line) as ProgramEvent
    this.#seen.push(event)
    for (const waiter of [...this.#waiters]) {
      if (waiter.event !== event.event) continue
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
      waiter.resolve(event)
    }
  }

  #ended(code: number | null): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#failure(code, waiter.event))
  }

  #failure(code: number | null, waitedFor: string): Error {
    return new Error(`${this.#name} ended with ${code} before “${waitedFor}”\n${this.#errors}`)
  }
}
