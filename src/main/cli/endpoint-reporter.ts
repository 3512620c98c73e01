import type { CaptureEvent } from '../../shared/capture/capture-event'
import type { RunStatus } from '../../shared/contract/engine/run-calls'
import { opcodeOf } from '../../shared/capture/opcode'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { failureText, type Failure } from '../../shared/contract/errors'
import { dataLine, eventLine, type JsonLine } from './endpoint-events'
import { tellOnStandardError, tellProgress } from './command-failure'
import { EventLines } from './event-lines'
import { runLine, runText } from './run-text'
import { maxPendingBytes, maxPendingEventBytes, type StandardOutput } from './standard-output'
import { terminalText } from './terminal-text'

/** What a command counted, in the order of the summary. */
export interface Summary {
  readonly received: number
  readonly recorded: number
  readonly lost: number
  readonly sent: number
  readonly records: number
  readonly lostDatagrams: number | null
  readonly capture: string | null
}

/** How a command tells what happens. */
export interface EndpointReporter {
  /** Needs this reporter the messages at all? */
  readonly wantsData: boolean
  row(row: LogRow, bytes: () => Promise<Uint8Array>): Promise<void>
  /** Something failed and the command goes on. */
  failure(failure: Failure): void
  /** Something failed and the command ends. */
  fatal(failure: Failure): void
  /** The command ends as wanted, but with the exit code of this {@link failure}. */
  failedOnTheWay(failure: Failure): void
  /** What ran by itself has ended. */
  ran(run: RunStatus): void
  /** The file of `--export` is complete. */
  exported(path: string, bytes: number): void
  summary(summary: Summary): void
}

/**
 * One JSON object a line. What a slow reader would have to wait for is left out and counted: messages first, then events
 * too.
 */
export class JsonReporter implements EndpointReporter {
  private skipped = 0

  constructor(
    private readonly output: Pick<StandardOutput, 'pending' | 'write'>,
    readonly wantsData: boolean,
  ) {}

  async row(row: LogRow, bytes: () => Promise<Uint8Array>): Promise<void> {
    if (row.event !== null) {
      const line = eventLine(row, row.event)
      if (line) this.lineIfRead(line)
    } else if (this.wantsData) {
      if (this.output.pending > maxPendingBytes) this.skipped++
      else this.line(dataLine(row, await bytes()))
    }
  }

  failure(failure: Failure): void {
    this.lineIfRead(errorLine(failure))
  }

  fatal(failure: Failure): void {
    this.line(errorLine(failure))
    tellOnStandardError(failureLine(failure))
  }

  failedOnTheWay(failure: Failure): void {
    tellOnStandardError(failureLine(failure))
  }

  ran(run: RunStatus): void {
    this.lineIfRead(runLine(run))
  }

  exported(path: string, bytes: number): void {
    this.line({ event: 'exported', path, bytes })
  }

  summary(summary: Summary): void {
    this.line({ event: 'summary', ...summary })
  }

  private lineIfRead(line: JsonLine): void {
    if (this.output.pending > maxPendingEventBytes) this.skipped++
    else this.line(line)
  }

  private line(line: JsonLine): void {
    if (this.skipped > 0) {
      this.output.write(`${JSON.stringify({ event: 'skipped', count: this.skipped })}\n`)
      this.skipped = 0
    }
    this.output.write(`${JSON.stringify(line)}\n`)
  }
}

/**
 * For people and pipes: stdout carries the received bytes exactly (a terminal gets them as harmless text), stderr what
 * else happens. A slow reader is waited for: what it has not read is in the capture.
 */
export class PlainReporter implements EndpointReporter {
  private failed = false
  private readonly lines: EventLines

  constructor(
    private readonly output: StandardOutput,
    readonly wantsData: boolean,
    private readonly hurry: AbortSignal,
    /** In which text is read for a terminal. */
    private readonly encoding: TextEncoding,
    /** A client that tries once: what its connection fails with is what the command fails with. */
    endsWithPeer: boolean,
  ) {
    this.lines = new EventLines(endsWithPeer)
  }

  async row(row: LogRow, bytes: () => Promise<Uint8Array>): Promise<void> {
    if (row.event !== null) {
      this.event(row, row.event)
    } else if (this.wantsData && row.direction === 'in' && !isControl(row)) {
      const content = await bytes()
      this.output.write(this.output.isTerminal ? terminalText(content, this.encoding) : content)
      await this.output.drained(this.hurry)
    }
  }

  failure(failure: Failure): void {
    tellProgress(failureLine(failure))
  }

  fatal(failure: Failure): void {
    this.failed = true
    this.lines.tellHeld(failure)
    tellOnStandardError(failureLine(failure))
  }

  failedOnTheWay(): void {
    // Its line is on stderr already.
  }

  ran(run: RunStatus): void {
    tellProgress(runText(run))
  }

  exported(path: string, bytes: number): void {
    tellOnStandardError(`${bytes} bytes exported to ${path}`)
  }

  summary(summary: Summary): void {
    if (this.failed) return
    this.lines.tellHeld(null)
    const { received, sent, records, lost, lostDatagrams, capture } = summary
    const losses = [
      ...(lost > 0 ? [`${counted(lost, 'byte')} lost`] : []),
      ...(lostDatagrams ? [`${counted(lostDatagrams, 'datagram')} dropped by the system`] : []),
    ]
    const facts = [
      `${counted(received, 'byte')} received`,
      `${counted(sent, 'byte')} sent`,
      `${counted(records, 'message')} recorded`,
      ...losses,
    ]
    tellOnStandardError(`${facts.join(', ')}${capture === null ? '' : `: ${capture}`}`)
  }

  private event(row: LogRow, event: CaptureEvent): void {
    if (!unspoken.has(event.event)) this.lines.tell(row.peer, event)
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** Pings, pongs and closes of a WebSocket are nothing that was said. */
function isControl({ flags }: LogRow): boolean {
  const opcode = opcodeOf(flags)
  return opcode !== null && opcode !== 'text' && opcode !== 'binary'
}

/** Events that say nothing to whoever gave the command. */
const unspoken: ReadonlySet<CaptureEvent['event']> = new Set([
  'started',
  'start-failed',
  'stopped',
  'looked-up',
  'connecting',
  // What ran is told by itself.
  'sequence-ended',
])

function errorLine(failure: Failure): JsonLine {
  return { event: 'error', code: failure.code, message: failureText(failure, 'en') }
}

function failureLine(failure: Failure): string {
  return `${failureText(failure, 'en')} (${failure.code})`
}
