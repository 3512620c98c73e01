import { computed, type Ref } from 'vue'
import { formatDay } from '../language/format'
import { t } from '../language/use-language'
import { usePayloadActions } from '../payloads/payload-actions'
import { useCaptures } from '../stores/captures'
import { useEndpoints } from '../stores/endpoints'
import { useTabs } from '../stores/tabs'
import { useCommands } from './commands'
import { endpointSummary } from './endpoint-summary'

/** One line of the palette. `what` says which sort of thing it is. */
export interface PaletteEntry {
  readonly key: string
  readonly label: string
  readonly detail: string
  readonly what: string
  readonly keys?: string
  readonly run: () => void
}

const shownAtMost = 40

/** What the palette offers for `search`: every word of it must occur; names that begin with it come first. */
export function usePaletteEntries(search: Ref<string>) {
  const endpoints = useEndpoints()
  const captures = useCaptures()
  const tabs = useTabs()
  const { fixed, ofEndpoints } = useCommands()
  const payloads = usePayloadActions()

  const all = computed<readonly PaletteEntry[]>(() => [
    ...endpoints.configs.map((config) => ({
      key: `endpoint:${config.id}`,
      label: config.name,
      detail: endpointSummary(config, endpoints.status(config.id), Date.now()),
      what: t('shell.palette.endpoint'),
      run: () => tabs.open({ component: 'endpoint', endpoint: config.id }),
    })),
    ...payloads.all.value.map((saved) => ({
      key: `payload:${saved.id}`,
      label: saved.name,
      detail: saved.folder,
      what: t('shell.palette.payload'),
      ...(saved.keys === null ? {} : { keys: saved.keys }),
      run: () => payloads.load(saved),
    })),
    ...[...fixed.value, ...ofEndpoints.value].map((command) => ({
      ...command,
      key: `command:${command.label}`,
      detail: '',
      what: t('shell.palette.command'),
    })),
    ...captures.list.map((capture) => ({
      key: `capture:${capture.capture}`,
      label: capture.name,
      detail: formatDay(capture.startedAt),
      what: t('shell.palette.capture'),
      run: () => tabs.open({ component: 'capture', capture: capture.capture }),
    })),
  ])

  return computed(() => matching(all.value, search.value).slice(0, shownAtMost))
}

/** Entries that contain every word of `search`, the best first. */
export function matching(entries: readonly PaletteEntry[], search: string): readonly PaletteEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries
  return entries
    .filter((entry) => {
      const text = `${entry.label} ${entry.detail} ${entry.what}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((one, other) => rank(one, words[0]!) - rank(other, words[0]!))
}

function rank({ label }: PaletteEntry, word: string): number {
  const at = label.toLowerCase().indexOf(word)
  return at === 0 ? 0 : at > 0 ? 1 : 2
}
