import type { Command } from 'commander'
import { tellOnStandardError, usageError } from './command-failure'
import type { FlagValues } from './option-flags'
import type { TakeExitCode } from './run-command-line'
import { addServeFlags, serveFlags } from './serve-command'

/**
 * `sockwright` alone: the desktop app, or where that cannot be, the window in a browser. Commands added to `program` after
 * it would inherit that they take more arguments than they have.
 */
export function addWindowCommand(program: Command, takeExitCode: TakeExitCode): void {
  addServeFlags(program)
    .argument('[file]', 'workspace to open, NAME.sockwright.json')
    // Checked here: a command that does not exist is told as such, whatever follows it.
    .allowExcessArguments()
    .allowUnknownOption()
    .action(async (file: string | undefined, flags: FlagValues, command: Command) => {
      checkArguments(command.args)
      const given = serveFlags({ ...flags, workspace: flags['workspace'] ?? file })
      const { launchDesktop } = await import('../desktop/launch-desktop')
      const launch = await launchDesktop({
        args: given.workspace === null ? [] : [given.workspace],
        onProgress: tellOnStandardError,
      })
      if (launch.is === 'ended') return takeExitCode(launch.code)
      tellOnStandardError(`${launch.reason}, so the window is served to a browser`)
      const { serve } = await import('./serve')
      takeExitCode(await serve(given))
    })
}

function checkArguments(args: readonly string[]): void {
  const [first] = args
  if (first !== undefined && !first.startsWith('-') && !first.endsWith('.json')) {
    throw usageError(`there is no command ${first}`)
  }
  const option = args.find((text) => text.startsWith('-'))
  if (option !== undefined) throw usageError(`unknown option '${option}'`)
  if (args.length > 1) throw usageError('only one workspace can be opened')
}
