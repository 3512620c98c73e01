import { useLocalStorage } from '@vueuse/core'
import { computed, type Ref } from 'vue'

/** Sizes a person gives to the panes of an endpoint's tab, px. The same for all endpoints. */
export interface PaneSizes {
  readonly peers: number
  /** Height of inspector and composer. */
  readonly low: number
  readonly composer: number
}

export const defaultSizes: PaneSizes = { peers: 232, low: 232, composer: 440 }
const smallest: PaneSizes = { peers: 150, low: 130, composer: 300 }
/** What stays for the log, and for the inspector. */
const logWidth = 340
const logHeight = 120
const inspectorWidth = 280
/** Below this width inspector and composer stand under the peers too. */
const narrowWidth = 960

export interface Space {
  readonly width: number
  readonly height: number
}

export function isNarrow(space: Space): boolean {
  return space.width < narrowWidth
}

function clamp(wanted: number, least: number, most: number): number {
  return Math.round(Math.max(Math.min(least, most), Math.min(wanted, most)))
}

/** `wanted` as far as `space` allows: nothing is squeezed out of sight. */
export function fitSizes(wanted: PaneSizes, space: Space): PaneSizes {
  const peers = clamp(wanted.peers, smallest.peers, Math.max(120, space.width - logWidth))
  const low = clamp(wanted.low, smallest.low, Math.max(90, space.height - logHeight))
  const lowWidth = isNarrow(space) ? space.width : space.width - peers
  const composer = clamp(
    wanted.composer,
    smallest.composer,
    Math.max(lowWidth / 2, lowWidth - inspectorWidth),
  )
  return { peers, low, composer }
}

/** At a narrow window the dump of the inspector needs its room more than the composer. */
export function narrowComposer(sizes: PaneSizes, space: Space): PaneSizes {
  const most = space.width - 460
  return isNarrow(space) && most >= smallest.composer
    ? { ...sizes, composer: Math.min(sizes.composer, most) }
    : sizes
}

/** The sizes of the panes in `space`, kept over restarts of the window. */
export function usePaneSizes(space: Ref<Space>) {
  const wanted = useLocalStorage<PaneSizes>('sockwright.panes', { ...defaultSizes }, { mergeDefaults: true })
  const sizes = computed(() => narrowComposer(fitSizes(wanted.value, space.value), space.value))

  function resize(pane: keyof PaneSizes, by: number): void {
    wanted.value = fitSizes({ ...sizes.value, [pane]: sizes.value[pane] + by }, space.value)
  }

  function reset(pane: keyof PaneSizes): void {
    wanted.value = { ...wanted.value, [pane]: defaultSizes[pane] }
  }

  return { sizes, narrow: computed(() => isNarrow(space.value)), resize, reset }
}
