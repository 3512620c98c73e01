import { Option, type Command } from 'commander'
import * as v from 'valibot'
import { TextEncodingSchema, type TextEncoding } from '../../shared/encoding/text-encoding'
import { parseFraming } from '../../shared/endpoints/framing'
import { loadRanges, type LoadPlan } from '../../shared/load/load-plan'
import type { MessageMatch } from '../../shared/rules/message-match'
import { usageError } from './command-failure'
import type { FlagValues } from './option-flags'
import { addPayloadFlags, payloadsFromFlags } from './payload-flags'
import type { TakeExitCode } from './run-command-line'
import type { LoadDemands } from './run-load'
import { parseHostPort } from './target-address'

interface LoadFlags {
  readonly clients: number
  readonly ramp: number
  readonly rate?: number
  readonly duration: number
  readonly count?: number
  readonly expect?: string
  readonly expectRegex?: string
  readonly expectAny?: true
  readonly timeout: number
  readonly frame?: string
  readonly encoding?: TextEncoding
  readonly maxErrors: string
  readonly maxP99?: number
  readonly report?: string
  readonly targetIsMine?: true
  readonly json?: true
}

/** `sockwright load tcp://HOST:PORT`: many clients that send to one target. */
export function addLoadCommand(program: Command, takeExitCode: TakeExitCode): void {
  const command = program
    .command('load')
    .description('send from many TCP or UDP clients to one target, and measure its replies')
    .argument('<target>', 'tcp://HOST:PORT or udp://HOST:PORT')
  addPayloadFlags(command)
  const { clients, rate, rampUpMs, forMs, messages, replyMs } = loadRanges
  command
    .option('--clients <count>', 'so many clients', whole('--clients', clients), 10)
    .option('--ramp <seconds>', 'begin them within so many seconds', seconds('--ramp', rampUpMs), 0)
    .option(
      '--rate <count>',
      'messages a second of all together; without it as fast as possible',
      number('--rate', rate),
    )
    .addOption(
      new Option('--duration <seconds>', 'end after so many seconds')
        .argParser(seconds('--duration', forMs))
        .default(10_000, '10'),
    )
    .option('--count <count>', 'end after so many messages, if that is earlier', whole('--count', messages))
    .option('--expect <text>', 'each message has to be answered with this somewhere in the reply')
    .option('--expect-regex <pattern>', 'each message has to be answered with a reply that matches')
    .option('--expect-any', 'each message has to be answered')
    .option('--timeout <ms>', 'a reply that takes longer is an error', whole('--timeout', replyMs), 5_000)
    .option('--frame <framing>', 'tcp: how replies are cut out of the stream, such as line')
    .addOption(
      new Option('--encoding <name>', 'encoding of text that is sent and expected').argParser(encoding),
    )
    .option('--max-errors <count>', 'succeed with so many errors, or N% of the messages', '0')
    .option(
      '--max-p99 <ms>',
      'fail where 1 % of the replies take longer',
      number('--max-p99', { min: 0.001, max: 60_000 }),
    )
    .option('--report <file>', 'write a report: NAME.html or NAME.json')
    .option(
      '--target-is-mine',
      'the owner of the target allows this; needed beyond this machine and private networks',
    )
    .option('--json', 'tell everything as one JSON object per line on stdout')
    .action(async (target: string, flags: LoadFlags & FlagValues) => {
      const plan = planFromFlags(target, flags)
      const demands = demandsFromFlags(flags)
      const { runLoad } = await import('./run-load')
      takeExitCode(await runLoad(plan, demands, flags.json ?? false))
    })
}

function planFromFlags(text: string, flags: LoadFlags & FlagValues): LoadPlan {
  const found = /^(tcp|udp):\/\/(.+)$/i.exec(text)
  if (!found) throw usageError(`a target is written tcp://HOST:PORT or udp://HOST:PORT, not ${text}`)
  const transport = found[1]!.toLowerCase() === 'udp' ? 'udp' : 'tcp'
  const encoding = flags.encoding ?? 'utf-8'
  const [payload, another] = payloadsFromFlags(transport === 'udp' ? 'udp' : 'tcp-client', flags, encoding)
  if (!payload || another) throw usageError('load needs --send or --send-hex, once')
  return {
    target: { transport, ...parseHostPort(found[2]!, 1) },
    clients: flags.clients,
    rampUpMs: flags.ramp,
    rate: flags.rate ?? null,
    payload,
    encoding,
    framing: framing(flags.frame, transport),
    expect: expectation(flags),
    replyMs: flags.timeout,
    forMs: flags.duration,
    messages: flags.count ?? null,
    mayReachOthers: flags.targetIsMine ?? false,
  }
}

function expectation({ expect, expectRegex, expectAny }: LoadFlags): MessageMatch | null {
  const given: MessageMatch[] = [
    ...(expect === undefined ? [] : [{ by: 'contains', text: expect } as const]),
    ...(expectRegex === undefined ? [] : [{ by: 'regex', pattern: expectRegex, flags: '' } as const]),
    ...(expectAny ? [{ by: 'any' } as const] : []),
  ]
  if (given.length > 1) throw usageError('--expect, --expect-regex and --expect-any exclude one another')
  return given[0] ?? null
}

function framing(text: string | undefined, transport: 'tcp' | 'udp'): string {
  if (text === undefined) return 'none'
  if (transport === 'udp') throw usageError('--frame is for tcp: a datagram is a message')
  const check = parseFraming(text)
  if (!check.ok) throw usageError(`--frame: ${check.reason.en}`)
  return text
}

function demandsFromFlags({
  maxErrors,
  maxP99,
  report,
  expect,
  expectAny,
  expectRegex,
}: LoadFlags): LoadDemands {
  const errors = /^(\d+(?:\.\d+)?)(%?)$/.exec(maxErrors)
  if (!errors) throw usageError(`--max-errors takes a number or N%, not ${maxErrors}`)
  if (report !== undefined && !/\.(html|json)$/i.test(report))
    throw usageError(`--report takes a file NAME.html or NAME.json, not ${report}`)
  if (maxP99 !== undefined && expect === undefined && expectRegex === undefined && !expectAny)
    throw usageError('--max-p99 needs --expect, --expect-regex or --expect-any')
  return {
    maxErrors: { value: Number(errors[1]), isShare: errors[2] === '%' },
    maxP99Ms: maxP99 ?? null,
    report: report ?? null,
  }
}

interface Range {
  readonly min: number
  readonly max: number
}

function number(flag: string, { min, max }: Range) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (value >= min && value <= max) return value
    throw usageError(`${flag} takes a number from ${min} to ${max}, not ${text}`)
  }
}

function whole(flag: string, range: Range) {
  return (text: string): number => {
    if (/^\d+$/.test(text)) return number(flag, range)(text)
    throw usageError(`${flag} takes a whole number from ${range.min} to ${range.max}, not ${text}`)
  }
}

/** ms of a flag in seconds. */
function seconds(flag: string, { min, max }: Range) {
  return (text: string): number => number(flag, { min: min / 1_000, max: max / 1_000 })(text) * 1_000
}

function encoding(name: string): TextEncoding {
  const parsed = v.safeParse(TextEncodingSchema, name)
  if (!parsed.success) throw usageError(`--encoding: ${parsed.issues[0].message}, not ${name}`)
  return parsed.output
}
