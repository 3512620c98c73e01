import type { TimelineLane, TimelineRow } from '../../contract/engine/timeline-calls'
import { causeText } from '../../capture/cause-text'
import { isRuleCause, recordFlags } from '../../capture/record'
import { fillText, type Language, type LocalText } from '../../language/local-text'
import { explainStep } from '../explanations/explain-step'
import { clockText, spanText } from '../step-times'
import { stepLabel } from '../step-words'
import { isUnixKind } from '../../endpoints/endpoint-kind'
import { unknownLane } from '../timeline-role'
import { sideOfLane, type LaneSides } from './draw-head'
import { crossingWords, isSending, type PlacedStep } from './draw-steps'

/** What the words of a diagram depend on. */
export interface DiagramWords {
  readonly lanes: readonly TimelineLane[]
  readonly sides: LaneSides
  readonly language: Language
  /** The beginning of a message as text, on one line. */
  readonly preview: (data: Uint8Array) => string
}

/** Where a step goes, px. */
export interface StepPlace {
  readonly y: number
  readonly index: number
  readonly crossingTo: number | null
  readonly span: number
  readonly time: string
}

const texts = {
  derived: { en: 'derived', 'zh-CN': '推断' },
  answeredBy: { en: 'answered by {cause}', 'zh-CN': '应答来源：{cause}' },
  dropped: {
    en: 'dropped by a fault or by hand: it went no further',
    'zh-CN': '被故障注入或人工丢弃：未再前进',
  },
  during: { en: 'within {span}', 'zh-CN': '历时 {span}' },
} as const satisfies Readonly<Record<string, LocalText>>

export function placeStep(row: TimelineRow, place: StepPlace, words: DiagramWords): PlacedStep {
  const { lanes, sides, language, preview } = words
  const { y, index, crossingTo, span, time } = place
  const lane = lanes[row.lane] ?? unknownLane
  return {
    ...{ y, index, crossingTo, span, time, row },
    side: sideOfLane(sides, row.lane),
    label: stepLabel(row, lane, language),
    explanation: shortExplanation(row, explainStep(row, lane).short[language], language),
    crossing: crossingWords(row, preview, !isUnixKind(lane.kind)),
    latency: latencyText(row, language),
  }
}

/** Time of a row since the last one that was observed. A derived step has none of its own. */
export function stepTime(row: TimelineRow, observedBefore: TimelineRow | null, language: Language): string {
  if (row.derived) return texts.derived[language]
  if (!observedBefore) return clockText(row.time)
  return `+${spanText(Math.max(0, row.time - observedBefore.time), language)}`
}

/** How long a step was on its way to the other side; empty where that is not known. */
export function latencyText(row: TimelineRow, language: Language): string {
  const { time, lastTime, counterpart } = row
  if (!counterpart || counterpart.time < time || !isSending(row)) return ''
  return spanText(Math.max(0, counterpart.time - lastTime), language)
}

function shortExplanation(row: TimelineRow, usual: string, language: Language): string {
  if ((row.flags & recordFlags.dropped) !== 0) return texts.dropped[language]
  if (row.count > 1 && row.lastTime > row.time)
    return fillText(texts.during[language], { span: spanText(row.lastTime - row.time, language) })
  if (row.call === 'write' && isRuleCause(row.cause))
    return fillText(texts.answeredBy[language], { cause: causeText(row.cause, language) })
  return usual
}
