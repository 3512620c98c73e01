import type { Command } from 'commander'
import { everyMsRange, repeatTimesRange, type RepeatUntil } from '../../shared/contract/engine/run-calls'
import type { Payload } from '../../shared/payload/payload'
import { usageError } from './command-failure'
import type { FlagValues } from './option-flags'

/** How often what is sent is sent again. */
export interface RepeatFlagsPlan {
  readonly everyMs: number
  readonly until: RepeatUntil
}

const everyByDefault = 1_000

/** Gives `command` the flags that repeat what it sends. */
export function addRepeatFlags(command: Command): void {
  command
    .option('--repeat <count>', 'send each of them so many times; once a second unless --every says', times)
    .option('--every <ms>', 'send each of them every so many ms, until --repeat or the end', interval)
}

function times(text: string): number {
  const { min, max } = repeatTimesRange
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (count >= min && count <= max) return count
  throw usageError(`--repeat takes a whole number from ${min} to ${max}, not ${text}`)
}

function interval(text: string): number {
  const { min, max } = everyMsRange
  const every = /^(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN
  if (every >= min && every <= max) return every
  throw usageError(`--every takes ms from ${min} to ${max}, not ${text}`)
}

/** Null where nothing is repeated. */
export function repeatFromFlags(flags: FlagValues, payloads: readonly Payload[]): RepeatFlagsPlan | null {
  const { repeat, every } = flags as { readonly repeat?: number; readonly every?: number }
  if (repeat === undefined && every === undefined) return null
  if (payloads.length === 0) throw usageError('--repeat and --every need --send or --send-hex')
  return {
    everyMs: every ?? everyByDefault,
    until: repeat === undefined ? { is: 'stopped' } : { is: 'times', times: repeat },
  }
}
