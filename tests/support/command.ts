import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'

/** The built command line, as the package's `bin` runs it. */
export const builtCommand = join(import.meta.dirname, '..', '..', 'out', 'main', 'cli.js')

/** One line of `--json` output. */
export type EventLine = Readonly<Record<string, unknown>> & { readonly event: string }

/** A command under way. */
export class RunningCommand {
  readonly child: ChildProcessWithoutNullStreams
  readonly lines: EventLine[] = []
  stdout = ''
  stderr = ''
  private readonly arrived = new EventEmitter()
  private partial = ''

  /** `before`: the words of a program that runs it in turn, such as `ip netns exec NAME`. */
  constructor(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    before: readonly string[] = [],
  ) {
    const [program = process.execPath, ...words] = [...before, process.execPath, builtCommand, ...args]
    this.child = spawn(program, words, {
      env: { ...process.env, ...environment },
    })
    this.child.stdin.on('error', () => undefined)
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => this.take(text))
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
  }

  /** The first event of this name that `fits`, also one that has come already. */
  async event(name: string, fits: (line: EventLine) => boolean = () => true): Promise<EventLine> {
    for (;;) {
      const found = this.lines.find((line) => line.event === name && fits(line))
      if (found) return found
      if (this.child.exitCode !== null) throw new Error(`ended without ${name}: ${this.stdout}${this.stderr}`)
      await once(this.arrived, 'line')
    }
  }

  /** Resolves to the exit code when the command has ended and its output is complete. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, 'close')
    return this.child.exitCode
  }

  /** Ends the command by a signal; resolves to its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    const ended = this.ended()
    this.child.kill(signal)
    return ended
  }

  private take(text: string): void {
    this.stdout += text
    const lines = (this.partial + text).split('\n')
    this.partial = lines.pop()!
    for (const line of lines) if (line.startsWith('{')) this.lines.push(JSON.parse(line) as EventLine)
    this.arrived.emit('line')
  }
}

/** Runs a command to its end, with nothing on its standard input. */
export async function runCommand(args: readonly string[]): Promise<RunningCommand & { code: number | null }> {
  const command = new RunningCommand(args)
  command.child.stdin.end()
  const code = await command.ended()
  return Object.assign(command, { code })
}
