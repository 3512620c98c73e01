import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { LogRow, ViewProgress } from '../../shared/contract/engine/view-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EngineCaller } from '../link/link'

/** Bytes of each message that a row needs to fill the widest window. */
export const previewBytes = 512

/**
 * The view of a log on one capture: its filter, what is cleared, and whether it is paused. The engine holds the view;
 * it is closed when the filter changes and when the log goes away.
 */
export function useLogView(
  engine: EngineCaller,
  capture: Ref<string | null>,
  encoding: Readonly<Ref<TextEncoding>>,
  peerTimes: Ref<boolean>,
) {
  const filter = ref('')
  /** The filter of the rows that are shown; `filter` is ahead of it while a view opens. */
  const shownFilter = ref('')
  const progress = shallowRef<ViewProgress | null>(null)
  const failure = shallowRef<Failure | null>(null)
  /** Identical neighbours have one row. */
  const collapsed = ref(false)
  /** Time of the capture's first record, µs. */
  const startTime = ref<number | null>(null)
  /** Rows up to this record are hidden. */
  const clearedTo = ref(0)
  const pausedAt = ref<{ readonly total: number } | null>(null)
  /** What was shown before what is being scanned, to go back to. */
  let previous = { filter: '', collapsed: false }
  let opening = 0
  let underWay = 0
  let closed = false
  /** While a view opens: the last news of each view that is not shown, as some may overtake the answer. */
  const early = new Map<string, ViewProgress>()

  const viewName = computed(() => progress.value?.view ?? null)
  /** Why the view cannot be had, or why its filter ended early. */
  const shownFailure = computed(() => failure.value ?? progress.value?.failure ?? null)
  const arrived = computed(() => progress.value?.total ?? 0)
  const total = computed(() => Math.min(arrived.value, pausedAt.value?.total ?? Infinity))

  const stopListening = engine.on('view.progress', (news) => {
    if (news.view === progress.value?.view) progress.value = news
    else if (underWay > 0) early.set(news.view, news)
  })

  async function open(): Promise<void> {
    const turn = ++opening
    const name = capture.value
    const wanted = filter.value
    if (name === null) return replace(null)
    underWay++
    try {
      const opened = await engine.call('view.open', {
        capture: name,
        filter: wanted,
        after: clearedTo.value,
        collapse: collapsed.value,
        encoding: encoding.value,
      })
      if (turn !== opening || closed) return void closeView(opened.view)
      failure.value = null
      shownFilter.value = wanted
      replace(early.get(opened.view) ?? opened)
    } catch (thrown) {
      if (turn === opening) failure.value = toFailure(thrown)
    } finally {
      if (--underWay === 0) early.clear()
    }
  }

  function replace(next: ViewProgress | null): void {
    const before = progress.value
    pausedAt.value = null
    progress.value = next
    if (before) closeView(before.view)
  }

  function closeView(view: string): void {
    // The engine closes a view by itself when its capture goes; then there is nothing left to do.
    engine.call('view.close', { view }).catch(() => undefined)
  }

  function applyFilter(text: string): void {
    const wanted = text.trim()
    if (wanted === filter.value && !shownFailure.value) return
    keepPrevious()
    filter.value = wanted
    void open()
  }

  function collapse(on: boolean): void {
    if (on === collapsed.value) return
    keepPrevious()
    collapsed.value = on
    void open()
  }

  function keepPrevious(): void {
    if (progress.value?.done ?? true) previous = { filter: filter.value, collapsed: collapsed.value }
  }

  /** Gives up a scan and goes back to what was shown before. */
  function cancelScan(): string {
    filter.value = previous.filter
    collapsed.value = previous.collapsed
    previous = { filter: '', collapsed: false }
    void open()
    return filter.value
  }

  /** Gives each record of the run of `record` a row of its own, or takes that back. */
  async function expand(record: number, expanded: boolean): Promise<void> {
    const view = viewName.value
    if (view === null) return
    const next = await engine.call('view.expand', { view, record, expanded })
    if (next.view === progress.value?.view) progress.value = next
  }

  function clear(): void {
    clearedTo.value = progress.value?.lastRecord ?? 0
    void open()
  }

  function unclear(): void {
    clearedTo.value = 0
    void open()
  }

  function pause(on: boolean): void {
    pausedAt.value = on ? { total: arrived.value } : null
  }

  async function fetchRows(from: number, count: number): Promise<readonly LogRow[]> {
    const view = viewName.value
    if (view === null || count <= 0) return []
    const page = await engine.call('view.rows', {
      view,
      from,
      count,
      preview: previewBytes,
      peerTimes: peerTimes.value,
    })
    startTime.value = page.startTime
    return page.rows
  }

  async function locate(record: number): Promise<number | null> {
    const view = viewName.value
    return view === null ? null : engine.call('view.locate', { view, record })
  }

  // Other rows match a text; without a filter all stay.
  watch(encoding, () => {
    if (filter.value !== '') void open()
  })
  watch(
    capture,
    () => {
      clearedTo.value = 0
      startTime.value = null
      void open()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    closed = true
    stopListening()
    replace(null)
  })

  return {
    encoding,
    filter,
    shownFilter,
    collapsed,
    startTime,
    failure: shownFailure,
    clearedTo,
    viewName,
    total,
    /** Rows the view has, beyond a pause. */
    arrived,
    records: computed(() => progress.value?.records ?? 0),
    /** Records that the rows stand for. */
    shown: computed(() => progress.value?.shown ?? 0),
    progress,
    /** 0 … 1 while the filter is catching up, else null. */
    scanning: computed(() => scanShare(progress.value)),
    paused: computed(() => pausedAt.value !== null),
    applyFilter,
    collapse,
    expand,
    cancelScan,
    clear,
    unclear,
    pause,
    fetchRows,
    locate,
    reportFailure: (thrown: unknown) => (failure.value = toFailure(thrown)),
  }
}

function scanShare(progress: ViewProgress | null): number | null {
  if (!progress || progress.done || progress.records === 0) return null
  return progress.scanned / progress.records
}

export type LogView = ReturnType<typeof useLogView>
