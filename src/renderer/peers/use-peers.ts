import { onScopeDispose, ref, shallowRef, toRef, watch } from 'vue'
import { computed, type Ref } from 'vue'
import type { PeerStatus } from '../../shared/endpoints/endpoint-status'
import { useRowWindow } from '../log/use-row-window'
import { useEngine } from '../link/link'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'
import type { ShownPeers } from './use-tcp-states'
import { chooseOne, chooseRange, noPeers, rangeTo, toggleOne, type PeerSelection } from './peer-selection'

export type PeerShow = 'all' | 'connected' | 'closed'

/** Counters and ages on screen are brought up to date this often, ms. */
const tickMs = 1_000
/** The contract gives at most this many rows at once. */
const rowsPerCall = 1_000
const peerRowHeight = 46

/** The peers of an endpoint: those on screen, whom the person looks for, and whom they chose. */
export function usePeers(endpoint: Ref<string>) {
  const endpoints = useEndpoints()
  const notices = useNotices()
  const show = ref<PeerShow>('all')
  const search = ref('')
  const total = ref(0)
  /** ms since the epoch, for ages. */
  const now = ref(Date.now())
  const selection = shallowRef<PeerSelection>(noPeers)
  const revision = toRef(() => endpoints.status(endpoint.value)?.peersRevision ?? 0)
  const run = toRef(() => endpoints.status(endpoint.value)?.recording?.capture ?? null)

  async function page(from: number, count: number): Promise<readonly PeerStatus[]> {
    const result = await useEngine().call('endpoint.peers', {
      endpoint: endpoint.value,
      from,
      count,
      show: show.value,
      search: search.value.trim(),
    })
    total.value = result.total
    return result.rows
  }

  const rows = useRowWindow<PeerStatus>({
    total,
    source: computed(() => `${endpoint.value} ${show.value} ${search.value.trim()}`),
    fetch: page,
    onFailure: notices.failed,
    rowHeight: peerRowHeight,
  })

  let counting = false
  /** Asks how many there are, then for those on screen again. One at a time; a closed link is told elsewhere. */
  async function refresh(): Promise<void> {
    if (counting) return
    counting = true
    try {
      await page(0, 0)
      rows.refresh()
    } catch {
      total.value = 0
    } finally {
      counting = false
    }
  }

  let seenRevision = -1
  let seenBytes = -1
  function tick(): void {
    now.value = Date.now()
    const counters = endpoints.status(endpoint.value)?.counters
    const bytes = (counters?.receivedBytes ?? 0) + (counters?.sentBytes ?? 0)
    if (bytes === seenBytes && revision.value === seenRevision) return
    seenBytes = bytes
    seenRevision = revision.value
    void refresh()
  }

  /** A change of the list shows soon, but a storm of them asks no more than a few times a second. */
  let soon: ReturnType<typeof setTimeout> | undefined
  watch(revision, () => {
    soon ??= setTimeout(() => {
      soon = undefined
      tick()
    }, 150)
  })
  watch([show, search, endpoint], () => void refresh())
  watch([endpoint, run], () => {
    selection.value = noPeers
    // Another run counts its revisions from the start: the same number may stand for other peers.
    seenRevision = -1
    tick()
  })
  const clock = setInterval(tick, tickMs)
  tick()
  onScopeDispose(() => {
    clearInterval(clock)
    clearTimeout(soon)
  })

  async function choose(row: number, how: 'one' | 'toggle' | 'range'): Promise<void> {
    const peer = rows.rowAt(row)?.peer
    if (peer === undefined) return
    if (how === 'one') selection.value = chooseOne(selection.value, row, peer)
    else if (how === 'toggle') selection.value = toggleOne(selection.value, row, peer)
    else await extendTo(row)
  }

  async function extendTo(row: number): Promise<void> {
    const before = selection.value
    const { from, count } = rangeTo(before, row)
    try {
      const found: number[] = []
      for (let at = from; at < from + count; at += rowsPerCall) {
        const part = await page(at, Math.min(rowsPerCall, from + count - at))
        found.push(...part.map(({ peer }) => peer))
      }
      if (selection.value === before) selection.value = chooseRange(before, row, found)
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  function clearSelection(): void {
    selection.value = noPeers
  }

  /** Is every chosen peer on screen, and closed? Of those out of sight nobody here knows. */
  const allClosed = computed(() => {
    const shown = rows.frame.value.rows
    const isClosed = (peer: number) => shown.some((row) => row?.peer === peer && row.state === 'closed')
    return selection.value.peers.size > 0 && [...selection.value.peers].every(isClosed)
  })

  /** The part of the list that is on screen. */
  function shownRows(): ShownPeers {
    const { first, rows: shown } = rows.frame.value
    const which = { show: show.value, search: search.value.trim() }
    return { endpoint: endpoint.value, from: first, count: shown.length, ...which }
  }

  return { show, search, total, now, selection, allClosed, rows, shownRows, choose, clearSelection }
}

export type Peers = ReturnType<typeof usePeers>
