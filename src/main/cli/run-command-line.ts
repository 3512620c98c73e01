import { Command, CommanderError } from 'commander'
import { toFailure } from '../../shared/contract/errors'
import { version } from '../version'
import { addAddressCommand } from './address-command'
import { exitCodes, tellFailure, usageFailure } from './command-failure'
import { addCertificateCommand } from './certificate-command'
import { addExportCommand } from './export-command'
import { flushed } from './flushed'
import { addImportCommand } from './import-command'
import { addRelayCommand } from './relay-command'
import { addLoadCommand } from './load-command'
import { addServeCommand } from './serve-command'
import { addShowCommand } from './show-command'
import { addTimelineCommand } from './timeline-command'
import { addUdpCommand } from './udp-command'
import { addWindowCommand } from './window-command'

/** What a command hands back: its exit code. */
export type TakeExitCode = (code: number) => void

/**
 * Runs one command (`process.argv` without the program) and returns its exit code: 0 on success, 1 on a failed
 * expectation, 2 on a usage or environment error, which is told in one line on stderr.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.success
  const program = createProgram((code) => (exitCode = code))
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) {
      await flushed(process.stdout)
      return exitCodes.success
    }
    const json = args.includes('--json')
    tellFailure(thrown instanceof CommanderError ? usageFailure(thrown.message) : toFailure(thrown), json)
    await flushed(process.stdout)
    return exitCodes.environment
  } finally {
    // Whoever called may end the process at once.
    await flushed(process.stderr)
  }
}

function createProgram(takeExitCode: TakeExitCode): Command {
  const program = new Command('sockwright')
    .description(
      'Tests sockets (TCP, TLS, UDP, WebSocket, Unix), in a window or on the command line, and records every byte.',
    )
    .version(version)
    .enablePositionalOptions()
  addServeCommand(program, takeExitCode)
  addAddressCommand(program, 'listen', takeExitCode)
  addAddressCommand(program, 'connect', takeExitCode)
  addUdpCommand(program, takeExitCode)
  addRelayCommand(program, takeExitCode)
  addLoadCommand(program, takeExitCode)
  addShowCommand(program, takeExitCode)
  addTimelineCommand(program, takeExitCode)
  addExportCommand(program, takeExitCode)
  addImportCommand(program, takeExitCode)
  addCertificateCommand(program, takeExitCode)
  addWindowCommand(program, takeExitCode)
  for (const command of [program, ...program.commands]) {
    // The one line on stderr is written by the caller, for failures of every kind alike.
    command.exitOverride().configureOutput({ outputError: () => undefined })
  }
  return program
}
