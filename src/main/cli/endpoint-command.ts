import { Option, type Command } from 'commander'
import { exportFormats, type ExportFormat } from '../../shared/contract/engine/export-calls'
import { knownEncoding, type TextEncoding } from '../../shared/encoding/text-encoding'
import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../shared/endpoints/endpoint-kind'
import type { LineEnding } from '../../shared/payload/payload'
import { usageError } from './command-failure'
import type { EndpointExportPlan } from './endpoint-export'
import { addFileFlags, filesFromFlags } from './file-flags'
import { addOptionFlags, optionsFromFlags, type FlagValues } from './option-flags'
import { addPayloadFlags, payloadsFromFlags } from './payload-flags'
import { addRepeatFlags, repeatFromFlags } from './repeat-flags'
import type { OutputPlan } from './run-endpoint'
import type { EndpointPlan } from './running-endpoint'

/** Flags of every command that runs an endpoint. */
interface EndpointFlags {
  readonly json?: true
  readonly quiet?: true
  readonly capture?: string
  readonly rules?: string
  readonly script?: string
  readonly sequence?: string
  readonly eol?: LineEnding
  readonly duration?: number
  readonly export?: string
  readonly format?: ExportFormat
  readonly filter?: string
}

/** Longer waits do not fit a timer (2^31 - 1 ms). */
const maxDuration = 2_147_483

/** Gives `command` the flags that concern the run of any endpoint. */
export function addRunFlags(command: Command): Command {
  return command
    .option('--json', 'tell everything as one JSON object per line on stdout')
    .option('--quiet', 'leave out what is received and sent')
    .option('--capture <dir>', 'record in a new folder below this one; without it nothing is kept')
    .option('--duration <seconds>', 'end after so many seconds', parseDuration)
    .option('--export <file>', 'also write what is recorded to this file, as it comes; needs --format')
    .addOption(new Option('--format <format>', 'format of --export').choices(exportFormats))
    .option('--filter <expression>', 'with --export: only records that match, such as: dir:in')
}

/** Gives `command` the flags of endpoints that send and answer, and those of the kinds it runs. */
export function addEndpointFlags(command: Command, kinds: readonly EndpointKind[]): Command {
  addRunFlags(command)
    .option('--rules <file>', 'answer by the rules of this JSON file')
    .option('--script <file>', 'answer by the script of this file (JavaScript), behind the rules')
    .option(
      '--sequence <file>',
      'do the steps of the first sequence of this JSON file on each connection; ends with 1 where one fails',
    )
  command.optionsGroup('Sending:')
  addPayloadFlags(command)
  addRepeatFlags(command)
  addFileFlags(command)
  addOptionFlags(command, kinds)
  return command
}

/** The encoding among the options that were given. */
function encodingOf(options: OptionInput): TextEncoding {
  const given = options['encoding']
  return typeof given === 'string' ? knownEncoding(given) : 'utf-8'
}

/** What of the flags concerns the run and not the address; `kinds` are those the command runs, `kind` the one it runs now. */
export function runFromFlags(
  kind: EndpointKind,
  kinds: readonly EndpointKind[],
  flags: FlagValues,
): Omit<EndpointPlan, 'kind' | 'name' | 'inputTarget'> & { readonly output: OutputPlan } {
  const { eol } = flags as EndpointFlags
  const options = optionsFromFlags(kind, kinds, flags)
  const payloads = payloadsFromFlags(kind, flags, encodingOf(options))
  return {
    options,
    payloads,
    repeat: repeatFromFlags(flags, payloads),
    ...filesFromFlags(kind, flags),
    lineEnding: eol ?? 'lf',
    ...plainRunFromFlags(flags),
  }
}

/** What {@link addRunFlags} and the files of rules, scripts and sequences say. */
function plainRunFromFlags(
  flags: FlagValues,
): Pick<EndpointPlan, 'duration' | 'liveExport'> & { readonly output: OutputPlan } {
  const { json, quiet, capture, rules, script, sequence, duration } = flags as EndpointFlags
  return {
    duration: duration ?? null,
    liveExport: exportFromFlags(flags),
    output: {
      json: json ?? false,
      quiet: quiet ?? false,
      capturesFolder: capture ?? null,
      rulesFile: rules ?? null,
      scriptFile: script ?? null,
      sequenceFile: sequence ?? null,
    },
  }
}

/** The run of an endpoint that sends nothing by itself. */
export function silentRunFromFlags(
  flags: FlagValues,
): Omit<EndpointPlan, 'kind' | 'name' | 'options' | 'inputTarget'> & { readonly output: OutputPlan } {
  const nothing = { payloads: [], repeat: null, files: [], inputChunk: null, lineEnding: 'none' } as const
  return { ...nothing, ...plainRunFromFlags(flags) }
}

function exportFromFlags(flags: FlagValues): EndpointExportPlan | null {
  const { export: path, format, filter } = flags as EndpointFlags
  if (path === undefined) {
    if (format !== undefined) throw usageError('--format needs --export FILE')
    if (filter !== undefined) throw usageError('--filter needs --export FILE')
    return null
  }
  if (format === undefined) throw usageError('--export needs --format')
  return { path, format, filter: filter ?? '' }
}

function parseDuration(text: string): number {
  const seconds = Number(text)
  if (!(seconds > 0 && seconds <= maxDuration)) {
    throw usageError(`--duration takes seconds from 0.001 to ${maxDuration}, not ${text}`)
  }
  return seconds
}
