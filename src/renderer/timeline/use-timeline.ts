import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type {
  TimelineLaneChoice,
  TimelinePage,
  TimelineProgress,
  TimelineRange,
} from '../../shared/contract/engine/timeline-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EngineCaller } from '../link/link'

/** Which life is shown, and how much of it. */
export interface TimelineSource {
  /** None while there is no capture. */
  readonly lanes: Ref<readonly TimelineLaneChoice[]>
  readonly range: Ref<TimelineRange>
  /** Steps that are kept at once. */
  readonly limit: Ref<number>
}

/** A timeline of the engine, opened for as long as the component that asked lives. */
export function useTimeline(engine: EngineCaller, { lanes, range, limit }: TimelineSource) {
  const progress = shallowRef<TimelineProgress | null>(null)
  const failure = shallowRef<Failure | null>(null)
  /** Names what rows are of: another one when they become others. */
  const source = ref<string | null>(null)
  /** News of timelines whose opening is not answered yet; only the last of each counts. */
  const early = new Map<string, TimelineProgress>()
  let opened: string | null = null
  let turn = 0
  let shown = 0
  let isShowing = false
  let isStale = false

  const stopListening = engine.on('timeline.progress', (news) => {
    if (news.timeline === opened) take(news)
    else if (opened === null) early.set(news.timeline, news)
  })

  function take(news: TimelineProgress): void {
    progress.value = news
    failure.value = news.failure ?? null
  }

  function closeInEngine(timeline: string): void {
    // It ends with the session too; then there is nothing left to do.
    engine.call('timeline.close', { timeline }).catch(() => undefined)
  }

  async function open(): Promise<void> {
    const mine = ++turn
    if (opened !== null) closeInEngine(opened)
    opened = null
    early.clear()
    failure.value = null
    if (lanes.value.length === 0) {
      progress.value = null
      source.value = null
      return
    }
    try {
      const asked = { lanes: [...lanes.value], range: range.value, limit: limit.value }
      const found = await engine.call('timeline.open', asked)
      if (mine !== turn) return closeInEngine(found.timeline)
      opened = found.timeline
      source.value = `${opened} ${shown}`
      take(early.get(opened) ?? found)
      early.clear()
      if (asked.range !== range.value || asked.limit !== limit.value) void show()
    } catch (thrown) {
      if (mine === turn) failure.value = toFailure(thrown)
    }
  }

  /** One at a time; what was asked for meanwhile is shown after it. */
  async function show(): Promise<void> {
    isStale = true
    if (isShowing) return
    isShowing = true
    try {
      while (isStale && opened !== null) {
        isStale = false
        shown += 1
        await engine.call('timeline.show', { timeline: opened, range: range.value, limit: limit.value })
        if (opened !== null) source.value = `${opened} ${shown}`
      }
    } catch (thrown) {
      failure.value = toFailure(thrown)
    } finally {
      isShowing = false
    }
  }

  /** Rows `from` …; none where the timeline was closed meanwhile. */
  async function read(from: number, count: number): Promise<TimelinePage> {
    const timeline = opened
    if (timeline === null) return { total: 0, rows: [] }
    return engine.call('timeline.read', { timeline, from, count })
  }

  async function locate(lane: number, record: number): Promise<number | null> {
    if (opened === null) return null
    return engine.call('timeline.locate', { timeline: opened, lane: lane === 0 ? 0 : 1, record })
  }

  const asked = computed(() =>
    lanes.value.map(({ capture, peer, leg }) => `${peer ?? ''} ${leg ?? ''} ${capture}`).join('\n'),
  )
  watch(asked, () => void open(), { immediate: true })
  watch([range, limit], () => void show())
  onScopeDispose(() => {
    turn += 1
    stopListening()
    if (opened !== null) closeInEngine(opened)
    opened = null
  })

  return {
    progress,
    failure,
    source,
    total: computed(() => (source.value === null ? 0 : (progress.value?.total ?? 0))),
    read,
    locate,
    /** Opens it again after it failed. */
    begin: open,
  }
}

export type Timeline = ReturnType<typeof useTimeline>
