import { Option, type Command } from 'commander'
import {
  exportDirections,
  exportFormats,
  hexdumpOffsets,
  type ExportFormat,
  type ExportOptions,
} from '../../shared/contract/engine/export-calls'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { usageError } from './command-failure'
import { encodingFlag } from './encoding-flag'
import type { TakeExitCode } from './run-command-line'

interface ExportFlags {
  readonly format: ExportFormat
  readonly filter: string
  readonly direction?: ExportOptions['direction']
  readonly perPeer?: true
  readonly offsets?: ExportOptions['offsets']
  readonly encoding?: TextEncoding
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
    .addOption(new Option('--direction <which>', 'raw: bytes of which way').choices(exportDirections))
    .option('--per-peer', 'raw: a tar archive with a file for each direction of each peer')
    .addOption(
      new Option('--offsets <of>', 'hexdump: count over all bytes (xxd -r) or those of each message').choices(
        hexdumpOffsets,
      ),
    )
    .addOption(encodingFlag())
    .option('-o, --output <file>', 'write to this file')
    .option('--json', 'with -o: tell the end as a JSON object on stdout')
    .action(async (capture: string, flags: ExportFlags) => {
      if (flags.json && flags.output === undefined) {
        throw usageError('--json needs -o FILE, because the export itself goes to stdout')
      }
      const options = formatOptions(flags)
      const { exportCapture } = await import('./export-capture')
      const { format, filter, output } = flags
      const plan = { format, options, filter, output: output ?? null, json: flags.json ?? false }
      takeExitCode(await exportCapture(capture, plan))
    })
}

/** The options that were given. Throws `E_USAGE` for one that the format does not have. */
function formatOptions({
  format,
  direction,
  perPeer,
  offsets,
  encoding,
}: ExportFlags): Partial<ExportOptions> {
  if (direction !== undefined && format !== 'raw') throw usageError('--direction needs --format raw')
  if (perPeer && format !== 'raw') throw usageError('--per-peer needs --format raw')
  if (offsets !== undefined && format !== 'hexdump') throw usageError('--offsets needs --format hexdump')
  return {
    ...(direction && { direction }),
    ...(perPeer && { perPeer }),
    ...(offsets && { offsets }),
    ...(encoding && { encoding }),
  }
}
