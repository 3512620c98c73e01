import { Option, type Command } from 'commander'
import { exportFormats, type ExportFormat } from '../../shared/contract/engine-contract'
import { usageError } from './command-failure'
import type { TakeExitCode } from './run-command-line'

interface ExportFlags {
  readonly format: ExportFormat
  readonly filter: string
  readonly output?: string
  readonly json?: true
}

/** `sockwright export CAPTURE --format F`: writes a capture to a file or to stdout. */
export function addExportCommand(program: Command, takeExitCode: TakeExitCode): void {
  program
    .command('export')
    .description('write the records of a capture in another format, to stdout or a file')
    .argument('<capture>', 'the folder NAME.swcap')
    .addOption(new Option('--format <format>', 'how to write').choices(exportFormats).makeOptionMandatory())
    .option('--filter <expression>', 'only records that match, such as: dir:in peer:1 text:"login"', '')
    .option('-o, --output <file>', 'write to this file')
    .option('--json', 'with -o: tell the end as a JSON object on stdout')
    .action(async (capture: string, flags: ExportFlags) => {
      if (flags.json && flags.output === undefined) {
        throw usageError('--json needs -o FILE, because the export itself goes to stdout')
      }
      const { exportCapture } = await import('./export-capture')
      const { format, filter, output } = flags
      const plan = { format, filter, output: output ?? null, json: flags.json ?? false }
      takeExitCode(await exportCapture(capture, plan))
    })
}
