import type { Command } from 'commander'
import { usageError } from './command-failure'
import type { TakeExitCode } from './run-command-line'

interface ShowFlags {
  readonly json?: true
  readonly filter: string
  readonly from: number
  readonly count: number
}

/** `sockwright show CAPTURE`: prints the rows of a capture. */
export function addShowCommand(program: Command, takeExitCode: TakeExitCode): void {
  program
    .command('show')
    .description('print the records of a capture')
    .argument('<capture>', 'the folder NAME.swcap')
    .option('--filter <expression>', 'only records that match, such as: dir:in peer:1 text:"login"', '')
    .option('--from <record>', 'begin at this record number', parseCount, 1)
    .option('--count <n>', 'print at most so many', parseCount, Infinity)
    .option('--json', 'one JSON object per record')
    .action(async (capture: string, flags: ShowFlags) => {
      const { showCapture } = await import('./show-capture')
      takeExitCode(await showCapture(capture, { ...flags, json: flags.json ?? false }))
    })
}

function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw usageError(`a record number is a whole number, not ${text}`)
  return Number(text)
}
