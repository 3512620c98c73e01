import { assertNever } from '../../shared/assert-never'
import type { Target } from '../../shared/contract/engine/endpoint-calls'
import type {
  FileStatus,
  RepeatStatus,
  RunEnd,
  RunStatus,
  SequenceStatus,
} from '../../shared/contract/engine/run-calls'
import { stepNumber } from '../../shared/sequences/step-path'
import { formatAddress } from '../../shared/endpoints/socket-address'
import { formatByteRate, formatBytes, formatCount, formatDuration } from '../language/format'
import { failureWords, t } from '../language/use-language'

/** Peers that are named one by one up to so many. */
const namedPeers = 4

/** ms as a person writes them: `0.5 ms`, `500 ms`, `2 s`. */
export function everyWords(everyMs: number): string {
  if (everyMs >= 1_000 && everyMs % 1_000 === 0) return `${formatCount(everyMs / 1_000)} s`
  return `${Number(everyMs.toFixed(3))} ms`
}

/** Sendings a second, as exactly as they can be compared: `2/s`, `99.8/s`, `12,431/s`. */
export function rateWords(perSecond: number | null): string {
  if (perSecond === null) return '—'
  if (perSecond >= 1_000) return `${formatCount(Math.round(perSecond))}/s`
  return `${Number(perSecond.toPrecision(3))}/s`
}

export function targetWords(target: Target): string {
  switch (target.to) {
    case 'remote':
      return t('runs.target.remote')
    case 'address':
      return formatAddress({ address: target.host, port: target.port })
    case 'peers': {
      const { peers } = target
      if (peers === 'all') return t('runs.target.all')
      if (peers.length <= namedPeers) return peers.map((peer) => `#${peer}`).join(', ')
      return t('runs.target.some', { count: formatCount(peers.length) })
    }
    default:
      return assertNever(target)
  }
}

export function endWords(end: RunEnd): string {
  return end.by === 'failure' ? failureWords(end.failure) : t(`runs.end.${end.by}`)
}

/** What is still to come; empty for one that goes on until it is stopped. */
export function leftWords({ leftTimes, leftMs }: RepeatStatus): string {
  if (leftTimes !== null) return t('runs.left', { count: formatCount(leftTimes) })
  return leftMs === null ? '' : t('runs.leftTime', { time: formatDuration(leftMs) })
}

/** What a run sends, as it is told in lists. */
export function subjectWords(run: RunStatus): string {
  switch (run.kind) {
    case 'repeat':
      return run.payload
    case 'file':
    case 'sequence':
      return run.name
    default:
      return assertNever(run)
  }
}

/** `12.3 MB of 1.07 GB, 3 of 5 peers`. */
export function fileWords({ bytes, sentBytes, peers }: FileStatus): string {
  const sent = t('runs.fileSent', { sent: formatBytes(sentBytes), all: formatBytes(bytes) })
  if (peers.all === 1) return sent
  return `${sent}, ${t('runs.filePeers', { done: formatCount(peers.done), all: formatCount(peers.all) })}`
}

/** `step 2.3, round 4, 12 done`. */
export function sequenceWords({ at, rounds, done }: SequenceStatus): string {
  const round = rounds.at(-1)
  return [
    ...(at.length > 0 ? [t('runs.step', { step: stepNumber(at) })] : []),
    ...(round ? [t('runs.round', { round: formatCount(round) })] : []),
    t('runs.stepsDone', { count: formatCount(done) }),
  ].join(', ')
}

/** How its chunks follow one another; empty where they go as fast as they can. */
export function pacingWords({ chunkBytes, delayMs }: FileStatus): string {
  return delayMs === 0
    ? ''
    : t('runs.filePacing', { bytes: formatCount(chunkBytes), every: everyWords(delayMs) })
}

export function byteRateWords(perSecond: number | null): string {
  return perSecond === null ? '—' : formatByteRate(perSecond)
}

/** What did not go as planned, in words; nothing where all did. */
export function troubleWords(run: RunStatus): string[] {
  switch (run.kind) {
    case 'repeat':
      return repeatTroubleWords(run)
    case 'file': {
      const { peers, lastFailure, end } = run
      if (peers.failed === 0 || end?.by === 'failure' || !lastFailure) return []
      return [t('runs.trouble.failed', { count: formatCount(peers.failed) }), failureWords(lastFailure)]
    }
    case 'sequence':
      return []
    default:
      return assertNever(run)
  }
}

function repeatTroubleWords({ counts, lastFailure }: RepeatStatus): string[] {
  const words = (['missed', 'slow', 'nobody', 'failed'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => t(`runs.trouble.${name}`, { count: formatCount(counts[name]) }))
  return lastFailure && counts.failed > 0 ? [...words, failureWords(lastFailure)] : words
}
