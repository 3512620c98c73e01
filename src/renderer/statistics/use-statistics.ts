import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type {
  PeerOrder,
  StatisticsProgress,
  StatisticsRange,
  StatisticsReport,
} from '../../shared/contract/engine/statistics-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EngineCaller } from '../link/link'

/** Between two readings, ms: as quick as numbers can be followed. */
const readingMs = 125
/** Peers that are listed, and by how many more at a press. */
export const peersAtOnce = 50
/** The contract lists no more at once. */
export const mostPeersListed = 500

/** Which records are counted. */
export interface StatisticsSource {
  readonly capture: Ref<string | null>
  readonly filter: Ref<string>
  /** Records up to this one are cleared. */
  readonly after: Ref<number>
  /** The capture is being recorded. */
  readonly live: Ref<boolean>
}

/** The statistics of a capture, opened for as long as the component that asked lives, and read as they change. */
export function useStatistics(engine: EngineCaller, source: StatisticsSource) {
  const { capture, filter, after, live } = source
  const range = shallowRef<StatisticsRange>(live.value ? { is: 'last', span: 60_000_000 } : { is: 'all' })
  const order = ref<PeerOrder>('bytes')
  const peersCount = ref(peersAtOnce)
  const report = shallowRef<StatisticsReport | null>(null)
  const progress = shallowRef<StatisticsProgress | null>(null)
  const failure = shallowRef<Failure | null>(null)
  /** A person has ended the counting; what was counted stays in sight. */
  const cancelled = ref(false)
  /** Something has been counted: before, the figures of the time shown until now stay. */
  let begun = false
  let opening = 0
  /** News of statistics whose opening is not answered yet; only the last of each counts. */
  const early = new Map<string, StatisticsProgress>()
  let reading = false
  let readAgain = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  const stopListening = engine.on('statistics.progress', (news) => {
    if (news.statistics === progress.value?.statistics) take(news)
    else if (!progress.value) early.set(news.statistics, news)
  })
  /** Time goes on though nothing comes. */
  const clock = setInterval(() => {
    if (live.value) wantReading()
  }, 1_000)

  function take(news: StatisticsProgress): void {
    progress.value = news
    failure.value = news.failure ?? null
    begun ||= news.done || news.scanned > 0
    if (begun) wantReading()
  }

  async function open(): Promise<void> {
    const turn = ++opening
    close()
    begun = false
    early.clear()
    cancelled.value = false
    failure.value = null
    const name = capture.value
    if (name === null) {
      report.value = null
      return
    }
    try {
      const asked = { capture: name, filter: filter.value, after: after.value, range: range.value }
      const opened = await engine.call('statistics.open', asked)
      if (turn !== opening || closed) return void closeInEngine(opened.statistics)
      take(early.get(opened.statistics) ?? opened)
      early.clear()
    } catch (thrown) {
      if (turn === opening) failure.value = toFailure(thrown)
    }
  }

  function close(): void {
    if (progress.value) closeInEngine(progress.value.statistics)
    progress.value = null
  }

  function closeInEngine(statistics: string): void {
    // They end with the capture too; then there is nothing left to do.
    engine.call('statistics.close', { statistics }).catch(() => undefined)
  }

  function wantReading(): void {
    readAgain = true
    if (!reading) void readOn()
  }

  /** One reading at a time, with a pause after each. */
  async function readOn(): Promise<void> {
    reading = true
    try {
      while (readAgain && !closed) {
        readAgain = false
        await read()
        await new Promise((resolve) => (timer = setTimeout(resolve, readingMs)))
      }
    } finally {
      reading = false
    }
  }

  async function read(): Promise<void> {
    const statistics = progress.value?.statistics
    if (statistics === undefined || failure.value || !begun) return
    try {
      const asked = { statistics, live: live.value, order: order.value, peersCount: peersCount.value }
      const found = await engine.call('statistics.read', asked)
      if (statistics === progress.value?.statistics) report.value = found
    } catch (thrown) {
      if (statistics === progress.value?.statistics) failure.value = toFailure(thrown)
    }
  }

  async function show(wanted: StatisticsRange): Promise<void> {
    range.value = wanted
    const statistics = progress.value?.statistics
    if (statistics === undefined) return open()
    try {
      begun = false
      await engine.call('statistics.show', { statistics, range: wanted })
      // What was told meanwhile was of the time before.
      begun = false
    } catch (thrown) {
      failure.value = toFailure(thrown)
    }
  }

  function cancel(): void {
    cancelled.value = true
    close()
  }

  watch([capture, filter, after], () => void open(), { immediate: true })
  watch([order, peersCount, live], wantReading)
  watch(capture, () => (report.value = null))
  onScopeDispose(() => {
    closed = true
    clearInterval(clock)
    clearTimeout(timer)
    stopListening()
    close()
  })

  return {
    range: computed(() => range.value),
    order,
    peersCount,
    report,
    failure,
    cancelled,
    /** 0 … 1 while it is counting what was there already, else null. */
    counting: computed(() => {
      const { done, scanned, records } = progress.value ?? { done: true, scanned: 0, records: 0 }
      return done || records === 0 ? null : scanned / records
    }),
    show,
    cancel,
    /** Counts again from the beginning. */
    begin: open,
  }
}

export type Statistics = ReturnType<typeof useStatistics>
