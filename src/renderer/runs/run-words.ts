import { assertNever } from '../../shared/assert-never'
import type { Target } from '../../shared/contract/engine/endpoint-calls'
import type { RunEnd, RunStatus } from '../../shared/contract/engine/run-calls'
import { formatAddress } from '../../shared/endpoints/socket-address'
import { formatCount, formatDuration } from '../language/format'
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
export function leftWords({ leftTimes, leftMs }: RunStatus): string {
  if (leftTimes !== null) return t('runs.left', { count: formatCount(leftTimes) })
  return leftMs === null ? '' : t('runs.leftTime', { time: formatDuration(leftMs) })
}

/** What did not go as planned, in words; nothing where all did. */
export function troubleWords({ counts, lastFailure }: RunStatus): string[] {
  const words = (['missed', 'slow', 'nobody', 'failed'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => t(`runs.trouble.${name}`, { count: formatCount(counts[name]) }))
  return lastFailure && counts.failed > 0 ? [...words, failureWords(lastFailure)] : words
}
