import { Option, type Command } from 'commander'
import { languages, type Language } from '../../shared/language/local-text'
import { usageError } from './command-failure'
import type { TakeExitCode } from './run-command-line'

interface TimelineFlags {
  readonly peer?: number
  readonly target?: true
  readonly svg?: string
  readonly explain?: true
  readonly language: Language
  readonly json?: true
}

/** `sockwright timeline CAPTURE`: prints the life of a peer or of the endpoint, step by step. */
export function addTimelineCommand(program: Command, takeExitCode: TakeExitCode): void {
  program
    .command('timeline')
    .description('print the life of a socket: each call with its time, and what crossed to the other end')
    .argument('<capture>', 'the folder NAME.swcap')
    .option(
      '--peer <n>',
      'the life of this peer; left out: of the only peer, else of the endpoint',
      parsePeer,
    )
    .option('--target', 'of a relay: the connection with its target instead of that with its client')
    .option('--svg <file>', 'write a sequence diagram to this file instead')
    .option('--explain', 'say beside each step what it does and what comes next')
    .addOption(new Option('--language <language>', 'of the explanations').choices(languages).default('en'))
    .option('--json', 'one JSON object per step')
    .action(async (capture: string, flags: TimelineFlags) => {
      if (flags.svg !== undefined && flags.json)
        throw usageError('--json prints steps, --svg draws them: choose one')
      const { showTimeline } = await import('./show-timeline')
      takeExitCode(
        await showTimeline(capture, {
          peer: flags.peer ?? null,
          leg: flags.target ? 'target' : undefined,
          svg: flags.svg ?? null,
          explain: flags.explain ?? false,
          language: flags.language,
          json: flags.json ?? false,
        }),
      )
    })
}

function parsePeer(text: string): number {
  if (!/^#?[1-9]\d{0,9}$/.test(text)) throw usageError(`a peer is a number from 1 up, not ${text}`)
  return Number(text.replace('#', ''))
}
