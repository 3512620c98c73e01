import { resolve } from 'node:path'
import { opcodeOf } from '../../shared/capture/opcode'
import { describeEvent } from '../../shared/capture/event-text'
import type {
  TimelineLaneChoice,
  TimelineProgress,
  TimelineRow,
} from '../../shared/contract/engine/timeline-calls'
import { SockwrightError } from '../../shared/contract/errors'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { Language } from '../../shared/language/local-text'
import { EscapedPieces } from '../../shared/payload/escaped-pieces'
import { laneSides } from '../../shared/timeline/diagram/draw-head'
import { crossingWords, isSending } from '../../shared/timeline/diagram/draw-steps'
import { latencyText, stepTime, type DiagramWords } from '../../shared/timeline/diagram/place-step'
import { lightColours } from '../../shared/timeline/diagram/svg-picture'
import { timelinePicture } from '../../shared/timeline/diagram/whole-picture'
import { explainStep } from '../../shared/timeline/explanations/explain-step'
import { stepLabel } from '../../shared/timeline/step-words'
import { unknownLane } from '../../shared/timeline/timeline-role'
import { usageError } from './command-failure'
import type { EngineCaller } from './command-engine'
import { runTask } from './run-task'
import type { StandardOutput } from './standard-output'

export interface TimelinePlan {
  /** Null: the only peer, else the endpoint. */
  readonly peer: number | null
  /** Which connection of a relay's peer. */
  readonly leg: 'target' | undefined
  /** Where to draw it; null: it is printed. */
  readonly svg: string | null
  readonly explain: boolean
  readonly language: Language
  readonly json: boolean
}

/** Rows asked for at once; a picture has no more. */
const pageRows = 1_000
const pictureWidth = 1_200

/** Prints or draws a timeline; returns the exit code. Throws a coded failure where the capture cannot be read. */
export function showTimeline(capture: string, plan: TimelinePlan): Promise<number> {
  return runTask(null, async ({ engine, output, signal }) => {
    const path = resolve(capture)
    const { encoding } = await engine.call('capture.summary', { capture: path })
    const opened = await openLife(engine, path, plan)
    const words = wordsOf(opened, encoding, plan.language)
    if (plan.svg !== null) await draw(engine, opened, words, plan)
    else await print(engine, opened, words, plan, output, signal)
  })
}

/** The life of the peer, with the other end beside it where a capture in the same folder has it. */
async function openLife(
  engine: EngineCaller,
  capture: string,
  { peer: wanted, leg }: TimelinePlan,
): Promise<TimelineProgress> {
  const whole = await openTimeline(engine, [{ capture, peer: wanted, ...(wanted !== null && { leg }) }])
  if (leg && whole.lanes[0]?.kind !== 'relay') throw usageError('--target is for the capture of a relay')
  const lastPeer = whole.lanes[0]?.lastPeer ?? 0
  if (wanted !== null && wanted > lastPeer) throw new SockwrightError('E_PEER_UNKNOWN', { peer: wanted })
  const peer = wanted ?? (lastPeer === 1 ? 1 : null)
  if (peer === null) return whole
  const partner = await engine.call('timeline.partner', { capture, peer, leg })
  if (wanted !== null && !partner) return whole
  await engine.call('timeline.close', { timeline: whole.timeline })
  return openTimeline(engine, [{ capture, peer, leg }, ...(partner ? [partner] : [])])
}

/** Resolves when the timeline has caught up. */
async function openTimeline(engine: EngineCaller, lanes: TimelineLaneChoice[]): Promise<TimelineProgress> {
  const told = new Map<string, TimelineProgress>()
  let wake: () => void = () => undefined
  const off = engine.on('timeline.progress', (progress) => {
    told.set(progress.timeline, progress)
    wake()
  })
  const opened = await engine.call('timeline.open', { lanes })
  let progress = told.get(opened.timeline) ?? opened
  while (!progress.done) {
    await new Promise<void>((heard) => (wake = heard))
    progress = told.get(opened.timeline) ?? opened
  }
  off()
  if (progress.failure) throw SockwrightError.from(progress.failure)
  return progress
}

function wordsOf({ lanes }: TimelineProgress, encoding: TextEncoding, language: Language): DiagramWords {
  const preview = (data: Uint8Array) => `“${new EscapedPieces(encoding).add(data, true)}”`
  return { lanes, sides: laneSides(lanes), language, preview }
}

async function draw(
  engine: EngineCaller,
  { timeline }: TimelineProgress,
  words: DiagramWords,
  plan: TimelinePlan,
): Promise<void> {
  const { rows } = await engine.call('timeline.read', { timeline, from: 0, count: pageRows })
  const look = { width: pictureWidth, explained: true, colours: lightColours, scale: null }
  await engine.call('timeline.save', { path: resolve(plan.svg!), svg: timelinePicture(rows, words, look) })
}

async function print(
  engine: EngineCaller,
  { timeline, total }: TimelineProgress,
  words: DiagramWords,
  plan: TimelinePlan,
  output: StandardOutput,
  signal: AbortSignal,
): Promise<void> {
  let before: TimelineRow | null = null
  for (let from = 0; from < total && !signal.aborted;) {
    const { rows } = await engine.call('timeline.read', { timeline, from, count: pageRows })
    if (rows.length === 0) return
    for (const row of rows) {
      output.write(plan.json ? jsonLine(row, words) : textLine(row, before, words, plan.explain))
      if (!row.derived) before = row
    }
    await output.drained(signal)
    from += rows.length
  }
}

function jsonLine(row: TimelineRow, { lanes }: DiagramWords): string {
  const { lane, data, counterpart, event, flags, ...facts } = row
  const side = lanes[lane]
  return `${JSON.stringify({
    event: 'step',
    endpoint: side?.name,
    ...facts,
    opcode: opcodeOf(flags) ?? undefined,
    hex: data && row.count === 1 ? Buffer.from(data).toString('hex') : undefined,
    facts: event,
    arrived:
      counterpart && isSending(row) && counterpart.time >= row.time
        ? counterpart.time - row.lastTime
        : undefined,
  })}\n`
}

function textLine(
  row: TimelineRow,
  before: TimelineRow | null,
  words: DiagramWords,
  explain: boolean,
): string {
  const { lanes, language, preview } = words
  const side = lanes[row.lane]
  const nature = side ?? unknownLane
  const latency = latencyText(row, language)
  const parts = [
    stepTime(row, before, language).padStart(16),
    lanes.length > 1 ? (side?.name ?? '').padEnd(Math.max(...lanes.map(({ name }) => name.length))) : '',
    stepLabel(row, nature, language),
    row.call === 'write' || row.call === 'read' ? crossingWords(row, preview, true) : '',
    row.event && row.call === 'fail' ? describeEvent(row.event, language) : '',
    latency === '' ? '' : `→ ${latency}`,
  ]
  const line = `${parts.filter((part) => part !== '').join('  ')}\n`
  if (!explain) return line
  const { does, next } = explainStep(row, nature)
  return `${line}${[does, next].flatMap((text) => (text[language] === '' ? [] : [`${' '.repeat(18)}${text[language]}\n`])).join('')}`
}
