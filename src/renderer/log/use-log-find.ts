import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { FoundMatch, LogRow, ViewProgress } from '../../shared/contract/engine/view-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EngineCaller } from '../link/link'
import type { LogSelection } from './use-log-selection'
import type { Reveal } from './use-reveal'
import type { LogView } from './use-log-view'
import type { RowWindow } from './use-row-window'

export type FindDirection = 'next' | 'previous'

/** Both filters at once; either may be empty. */
function bothFilters(filter: string, other: string): string {
  return filter === '' ? other : `(${filter}) (${other})`
}

/**
 * Going from match to match without hiding the other rows. What is found lies in the rows that are shown; the engine
 * looks for it in a view of its own, which also counts the matches and is closed when something else is looked for.
 */
export function useLogFind(
  engine: EngineCaller,
  capture: Ref<string | null>,
  view: LogView,
  rows: RowWindow<LogRow>,
  chosen: LogSelection,
  { showRow }: Reveal,
) {
  const isOpen = ref(false)
  const text = ref('')
  const progress = shallowRef<ViewProgress | null>(null)
  const match = shallowRef<FoundMatch | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const searching = ref(false)
  /** Nothing matches, as far as the last search has seen. */
  const missed = ref(false)
  let turn = 0
  /** News of the view that overtook the answer to its opening. */
  let early: ViewProgress | null = null

  const stopListening = engine.on('view.progress', (news) => {
    if (news.view === progress.value?.view) progress.value = news
    else early = news
  })

  /** Ends what is under way and forgets what was found. */
  function drop(): void {
    turn += 1
    const before = progress.value
    progress.value = null
    match.value = null
    failure.value = null
    searching.value = false
    missed.value = false
    // The engine closes a view by itself when its capture goes; then there is nothing left to do.
    if (before) engine.call('view.close', { view: before.view }).catch(() => undefined)
  }

  /** Takes over what is looked for and shows the first match from the chosen row on. */
  function apply(wanted: string): boolean {
    if (wanted.trim() === text.value) return false
    drop()
    text.value = wanted.trim()
    if (text.value !== '') void search('next', startRecord() - 1)
    return true
  }

  function step(direction: FindDirection): void {
    if (text.value === '') isOpen.value = true
    else void search(direction, direction === 'next' ? lastOfChosen() : startRecord())
  }

  /** The chosen row may stand for more records: the next match is beyond all of them. */
  function lastOfChosen(): number {
    const row = chosen.focused.value
    const stands = row?.record === chosen.record.value && row?.run && !row.run.expanded
    return stands ? row.run!.last : startRecord()
  }

  /** The chosen record, else the first on screen. */
  function startRecord(): number {
    return chosen.record.value ?? rows.frame.value.rows.find((row) => row !== undefined)?.record ?? 1
  }

  async function search(direction: FindDirection, from: number): Promise<void> {
    const mine = ++turn
    searching.value = true
    missed.value = false
    failure.value = null
    try {
      const name = await openView(mine)
      if (name === null) return
      const record = Math.max(0, from)
      const found = await engine.call('view.find', { view: name, record, direction })
      const row = found && mine === turn ? await view.locate(found.record) : null
      if (mine !== turn) return
      match.value = found
      missed.value = found === null
      if (row !== null) showRow(row)
    } catch (thrown) {
      if (mine === turn) failure.value = toFailure(thrown)
    } finally {
      if (mine === turn) searching.value = false
    }
  }

  /** The name of the view that looks for `text`; null where something else came between. */
  async function openView(mine: number): Promise<string | null> {
    if (progress.value) return progress.value.view
    if (capture.value === null) return null
    const opened = await engine.call('view.open', {
      capture: capture.value,
      filter: bothFilters(view.filter.value, text.value),
      after: view.clearedTo.value,
      encoding: view.encoding.value,
    })
    if (mine !== turn) {
      engine.call('view.close', { view: opened.view }).catch(() => undefined)
      return null
    }
    progress.value = early?.view === opened.view ? early : opened
    return opened.view
  }

  function close(): void {
    drop()
    text.value = ''
    isOpen.value = false
  }

  /** A match that was found before all were counted gets its place when they are. */
  async function learnPlace(of: FoundMatch, counting: ViewProgress): Promise<void> {
    try {
      const place = await engine.call('view.locate', { view: counting.view, record: of.record })
      if (match.value === of) match.value = { ...of, place }
    } catch (thrown) {
      if (match.value === of) failure.value = toFailure(thrown)
    }
  }

  watch([match, progress], ([of, counting]) => {
    if (of?.place === null && counting?.done && !counting.failure) void learnPlace(of, counting)
  })
  /** Other rows are shown: what was found counts anew with the next step. */
  watch([capture, view.filter, view.clearedTo, view.encoding], drop)
  onScopeDispose(() => {
    drop()
    stopListening()
  })

  return {
    isOpen,
    text,
    match,
    searching,
    missed,
    failure: computed(() => failure.value ?? progress.value?.failure ?? null),
    /** How many match; null until all are counted. */
    total: computed(() => (progress.value?.done ? progress.value.total : null)),
    /** Matches counted so far. */
    counted: computed(() => progress.value?.total ?? 0),
    apply,
    step,
    cancel: drop,
    close,
  }
}

export type LogFind = ReturnType<typeof useLogFind>
