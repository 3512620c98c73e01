import type { Command } from 'commander'
import { tellOnStandardError, usageError } from './command-failure'
import type { FlagValues } from './option-flags'
import type { TakeExitCode } from './run-command-line'
import { addServeFlags, serveFlags } from './serve-command'

/** `sockwright` alone: the desktop app, or where that cannot be, the window in a browser. */
export function addWindowCommand(program: Command, takeExitCode: TakeExitCode): void {
  addServeFlags(program)
    .argument('[file]', 'workspace to open, NAME.sockwright.json')
    .action(async (file: string | undefined, flags: FlagValues) => {
      if (file !== undefined && !file.endsWith('.json')) throw usageError(`there is no command ${file}`)
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
