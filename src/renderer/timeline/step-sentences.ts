import { describeEvent } from '../../shared/capture/event-text'
import { captureKindTexts } from '../../shared/endpoints/endpoint-kind'
import type { TimelineRow } from '../../shared/contract/engine/timeline-calls'
import { explainStep } from '../../shared/timeline/explanations/explain-step'
import { unknownLane } from '../../shared/timeline/timeline-role'
import type { PlacedStep } from '../../shared/timeline/diagram/draw-steps'
import type { DiagramWords } from '../../shared/timeline/diagram/place-step'

/** What the call does and what the other side must do next. */
export function explanationWords(row: TimelineRow, { lanes, language }: DiagramWords): string {
  const { does, next } = explainStep(row, lanes[row.lane] ?? unknownLane)
  const space = language === 'en' ? ' ' : ''
  return `${does[language]}${next[language] === '' ? '' : `${space}${next[language]}`}`
}

/** A step for whoever hears of it without seeing where it stands: `Device: write 3 B, +1.204 ms, “abc”, 41 µs`. */
export function spokenStep(
  { row, label, time, crossing, latency }: PlacedStep,
  { lanes }: DiagramWords,
): string {
  const words = [label, time, crossing, latency].filter((part) => part !== '').join(', ')
  const lane = lanes[row.lane]
  return lane ? `${lane.name}: ${words}` : words
}

/** What the event of a step says, in the words of the log; empty for messages. */
export function eventWords({ event }: TimelineRow, { language }: DiagramWords): string {
  return event ? describeEvent(event, language) : ''
}

/** Whose step it is: `Gateway TCP server`. */
export function laneWords({ lane }: TimelineRow, { lanes, language }: DiagramWords): string {
  const shown = lanes[lane]
  return shown ? `${shown.name} · ${captureKindTexts[shown.kind].name[language]}` : ''
}
