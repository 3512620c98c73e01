import type { Command } from 'commander'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { usageError } from './command-failure'
import { encodingFlag } from './encoding-flag'
import type { TakeExitCode } from './run-command-line'

interface ShowFlags {
  readonly json?: true
  readonly statistics?: true
  readonly filter: string
  readonly from: number
  readonly count: number
  readonly encoding?: TextEncoding
}

/** `sockwright show CAPTURE`: prints the rows of a capture, or what they come to. */
export function addShowCommand(program: Command, takeExitCode: TakeExitCode): void {
  program
    .command('show')
    .description('print the records of a capture')
    .argument('<capture>', 'the folder NAME.swcap')
    .option('--filter <expression>', 'only records that match, such as: dir:in peer:1 text:"login"', '')
    .option('--from <record>', 'begin at this record number', parseCount, 1)
    .option('--count <n>', 'print at most so many', parseCount, Infinity)
    .addOption(encodingFlag())
    .option('--statistics', 'print totals, rates, sizes, times between messages and peers instead')
    .option('--json', 'one JSON object per record, or one of all statistics')
    .action(async (capture: string, flags: ShowFlags) => {
      if (flags.statistics) {
        const { showStatistics } = await import('./show-statistics')
        takeExitCode(await showStatistics(capture, { filter: flags.filter, json: flags.json ?? false }))
        return
      }
      const { showCapture } = await import('./show-capture')
      takeExitCode(
        await showCapture(capture, {
          ...flags,
          json: flags.json ?? false,
          encoding: flags.encoding ?? null,
        }),
      )
    })
}

function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw usageError(`a record number is a whole number, not ${text}`)
  return Number(text)
}
