import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { TimelineLaneChoice, TimelinePartner } from '../../shared/contract/engine/timeline-calls'
import type { EngineCaller } from '../link/link'

/** The other end tells of a new connection a moment later than this one: it is looked for again after these times, ms. */
const lookAgainMs = [300, 1_000, 3_000, 8_000]

/**
 * Whose life is shown: a peer of `capture` or, with null, the endpoint; and beside it the other end of the peer's connection,
 * where another capture has it. One `preferred` peer is taken for a person's choice.
 */
export function useLanes(engine: EngineCaller, capture: Ref<string | null>, preferred: readonly number[]) {
  const peer = ref<number | null>(preferred.length === 1 ? preferred[0]! : null)
  /** A person has chosen; until then the newest peer is shown as soon as there is one. */
  let chosen = peer.value !== null
  /** Which connection of a relay's peer. */
  const leg = ref<'target'>()
  const partner = shallowRef<TimelinePartner | null>(null)
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const lanes = computed<readonly TimelineLaneChoice[]>(() => {
    if (capture.value === null) return []
    const own = { capture: capture.value, peer: peer.value, leg: leg.value }
    return partner.value ? [own, partner.value] : [own]
  })

  function choose(wanted: number | null, wantedLeg?: 'target'): void {
    chosen = true
    peer.value = wanted
    leg.value = wantedLeg
  }

  /** Peers have appeared, the newest of which is `newest`. */
  function noticePeers(newest: number): void {
    if (!chosen && peer.value === null && newest > 0) peer.value = newest
  }

  async function look(mine: number, tries: number): Promise<void> {
    if (capture.value === null || peer.value === null) return
    const asked = { capture: capture.value, peer: peer.value, leg: leg.value }
    // A capture that cannot be read fails where it is shown.
    const found = await engine.call('timeline.partner', asked).catch(() => null)
    if (mine !== turn) return
    if (found) {
      partner.value = found
      return
    }
    const again = lookAgainMs[tries]
    if (again !== undefined) timer = setTimeout(() => void look(mine, tries + 1), again)
  }

  function lookForPartner(): void {
    clearTimeout(timer)
    partner.value = null
    turn += 1
    void look(turn, 0)
  }

  watch(capture, () => {
    chosen = false
    peer.value = null
    leg.value = undefined
  })
  watch([capture, peer, leg], lookForPartner, { immediate: true })
  onScopeDispose(() => {
    turn += 1
    clearTimeout(timer)
  })

  return { peer, leg, lanes, choose, noticePeers }
}
