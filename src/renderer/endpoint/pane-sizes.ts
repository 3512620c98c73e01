import { useLocalStorage } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import { useCharacterWidth } from '../inspector/character-width'
import { dumpRoom } from '../inspector/dump-lines'

/** Sizes a person gives to the panes of an endpoint's tab, px. The same for all endpoints. */
export interface PaneSizes {
  readonly peers: number
  /** Height of inspector and composer. */
  readonly low: number
  readonly composer: number
}

export const defaultSizes: PaneSizes = { peers: 232, low: 232, composer: 400 }
const smallest: PaneSizes = { peers: 150, low: 130, composer: 300 }
/** What stays for the log. */
const logWidth = 340
const logHeight = 120
/** Below these widths inspector and composer stand under the peers too; peers stand above the log; and they take turns. */
const narrowWidth = 960
const stackedWidth = 700
const tightWidth = 580

/** Room for the panes, px. */
export interface Space {
  readonly width: number
  readonly height: number
}

/** How the panes are arranged: the less room, the more stand one above the other. */
export type Arrangement = 'wide' | 'narrow' | 'stacked' | 'tight'

export function arrangementFor({ width }: Space): Arrangement {
  if (width >= narrowWidth) return 'wide'
  if (width >= stackedWidth) return 'narrow'
  return width >= tightWidth ? 'stacked' : 'tight'
}

function clamp(wanted: number, least: number, most: number): number {
  return Math.round(Math.max(Math.min(least, most), Math.min(wanted, most)))
}

/**
 * `wanted` as far as `space` allows: nothing is squeezed out of sight, and a whole dump, with characters of `character`
 * px, goes before a wide composer.
 */
export function fitSizes(wanted: PaneSizes, space: Space, character: number): PaneSizes {
  const peers = clamp(wanted.peers, smallest.peers, Math.max(120, space.width - logWidth))
  const low = clamp(wanted.low, smallest.low, Math.max(90, space.height - logHeight))
  const lowWidth = arrangementFor(space) === 'wide' ? space.width - peers : space.width
  const whole = dumpRoom(16, character)
  const inspector = lowWidth - whole >= smallest.composer ? whole : dumpRoom(8, character)
  const composer = clamp(wanted.composer, smallest.composer, Math.max(lowWidth / 2, lowWidth - inspector))
  return { peers, low, composer }
}

/** The sizes of the panes in `space`, kept over restarts of the window. */
export function usePaneSizes(space: Ref<Space>) {
  const wanted = useLocalStorage<PaneSizes>('sockwright.panes', { ...defaultSizes }, { mergeDefaults: true })
  const character = useCharacterWidth()
  const sizes = computed(() => fitSizes(wanted.value, space.value, character.value))

  function resize(pane: keyof PaneSizes, by: number): void {
    const moved = { ...sizes.value, [pane]: sizes.value[pane] + by }
    wanted.value = fitSizes(moved, space.value, character.value)
  }

  function reset(pane: keyof PaneSizes): void {
    wanted.value = { ...wanted.value, [pane]: defaultSizes[pane] }
  }

  return { sizes, arrangement: computed(() => arrangementFor(space.value)), resize, reset }
}
