import { assertNever } from '../../shared/assert-never'
import type {
  FileStatus,
  RepeatStatus,
  RunStatus,
  SequenceStatus,
} from '../../shared/contract/engine/run-calls'
import { stepNumber } from '../../shared/sequences/step-path'
import type { JsonLine } from './endpoint-events'
import { terminalText } from './terminal-text'

function rate(perSecond: number | null): string {
  return perSecond === null ? '?' : `${Number(perSecond.toPrecision(4))}`
}

/** What became of a run, on one line. */
export function runText(run: RunStatus): string {
  switch (run.kind) {
    case 'repeat':
      return repeatText(run)
    case 'file':
      return fileText(run)
    case 'sequence':
      return sequenceText(run)
    default:
      return assertNever(run)
  }
}

/** The same for programs. */
export function runLine(run: RunStatus): JsonLine {
  switch (run.kind) {
    case 'repeat':
      return repeatLine(run)
    case 'file':
      return fileLine(run)
    case 'sequence':
      return sequenceLine(run)
    default:
      return assertNever(run)
  }
}

/** `repeat of PING: 100 sent, 99.8/s of 100/s, 2 not in time`. */
function repeatText({ payload, counts, achievedRate, wantedRate }: RepeatStatus): string {
  const { sent, missed, slow, nobody, failed } = counts
  const facts = [
    `${sent} sent`,
    `${rate(achievedRate)}/s of ${rate(wantedRate)}/s`,
    ...(missed > 0 ? [`${missed} not in time`] : []),
    ...(slow > 0 ? [`${slow} held back, peer slow`] : []),
    ...(nobody > 0 ? [`${nobody} with nobody there`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  const shown = terminalText(Buffer.from(payload), 'utf-8').replaceAll('\n', ' ')
  return `repeat of ${shown}: ${facts.join(', ')}`
}

function repeatLine({ payload, everyMs, counts, achievedRate, wantedRate, end }: RepeatStatus): JsonLine {
  return { event: 'repeated', payload, everyMs, wantedRate, achievedRate, ...counts, end: end?.by ?? null }
}

/** `file big.iso: 1073741824 of 1073741824 bytes sent to 1 of 1 peers, 1200.5 MB/s`. */
function fileText({ name, bytes, sentBytes, peers, rate: speed }: FileStatus): string {
  const whom = `${peers.done} of ${peers.all} ${peers.all === 1 ? 'peer' : 'peers'}`
  const pace = speed === null ? '' : `, ${rate(speed / 1e6)} MB/s`
  const shown = terminalText(Buffer.from(name), 'utf-8').replaceAll('\n', ' ')
  return `file ${shown}: ${sentBytes} of ${bytes} bytes sent to ${whom}${pace}`
}

function fileLine({ name, bytes, sentBytes, peers, rate: speed, end }: FileStatus): JsonLine {
  const { all, done, failed } = peers
  return {
    event: 'file-sent',
    name,
    bytes,
    sentBytes,
    peers: all,
    done,
    failed,
    rate: speed,
    end: end?.by ?? null,
  }
}

/** `sequence Login on #1: passed`, or why it did not. */
function sequenceText({ name, target, end }: SequenceStatus): string {
  const shown = terminalText(Buffer.from(name), 'utf-8')
  const peers = target.to === 'peers' && target.peers !== 'all' ? target.peers : []
  const outcome =
    end?.by === 'failure' ? `failed: ${end.failure.message}` : end?.by === 'itself' ? 'passed' : 'stopped'
  return `sequence ${shown} on ${peers.map((peer) => `#${peer}`).join(', ')}: ${outcome}`
}

function sequenceLine({ name, target, at, done, end }: SequenceStatus): JsonLine {
  const peer = target.to === 'peers' && target.peers !== 'all' ? target.peers[0] : undefined
  const failure = end?.by === 'failure' ? { code: end.failure.code, message: end.failure.message } : {}
  const outcome = end?.by === 'failure' ? 'failed' : end?.by === 'itself' ? 'passed' : 'stopped'
  return { event: 'sequence', name, peer, outcome, step: stepNumber(at), done, ...failure }
}
