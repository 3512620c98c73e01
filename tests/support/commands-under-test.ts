import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { RunningCommand } from './command'

/** A command that has run to its end. */
export type EndedCommand = RunningCommand & { readonly code: number | null }

/** The commands of one test: each is ended behind it, and the folder that they share is removed. */
export class CommandsUnderTest {
  /** Empty when a test begins. */
  folder = ''
  readonly #running: RunningCommand[] = []

  /** With `environment` beside that of the tests. */
  constructor(private readonly environment: Readonly<Record<string, string>>) {}

  async begin(): Promise<void> {
    this.folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-cli-')))
  }

  async end(): Promise<void> {
    for (const command of this.#running.splice(0))
      if (command.child.exitCode === null) await command.stop('SIGKILL')
    await rm(this.folder, { recursive: true, force: true })
  }

  /** A command whose temporary files and data are in the folder. */
  readonly start = (...args: readonly string[]): RunningCommand => {
    const { folder } = this
    const command = new RunningCommand(args, {
      ...this.environment,
      TMPDIR: folder,
      SOCKWRIGHT_DATA: join(folder, 'data'),
    })
    this.#running.push(command)
    return command
  }

  /** A command that runs to its end, with nothing to read. */
  readonly run = async (...args: readonly string[]): Promise<EndedCommand> => {
    const command = this.start(...args)
    command.child.stdin.end()
    return Object.assign(command, { code: await command.ended() })
  }
}

/** For the tests of a file: commands that begin and end with each of them. */
export function commandsUnderTest(environment: Readonly<Record<string, string>> = {}): CommandsUnderTest {
  const commands = new CommandsUnderTest(environment)
  beforeEach(() => commands.begin())
  afterEach(() => commands.end())
  return commands
}

/** Connects to what a command with `--json` listens on. */
export async function connectTo(command: RunningCommand): Promise<Socket> {
  const { port } = await command.event('listening')
  const socket = connect(port as number, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}
