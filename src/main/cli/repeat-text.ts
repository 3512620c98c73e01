import type { RunStatus } from '../../shared/contract/engine/run-calls'
import type { JsonLine } from './endpoint-events'
import { terminalText } from './terminal-text'

function rate(perSecond: number | null): string {
  return perSecond === null ? '?' : `${Number(perSecond.toPrecision(4))}`
}

/** `repeat of PING: 100 sent, 99.8/s of 100/s, 2 not in time`. */
export function repeatText({ payload, counts, achievedRate, wantedRate }: RunStatus): string {
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

/** The same for programs. */
export function repeatLine({ payload, everyMs, counts, achievedRate, wantedRate, end }: RunStatus): JsonLine {
  return { event: 'repeated', payload, everyMs, wantedRate, achievedRate, ...counts, end: end?.by ?? null }
}
