import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { LoadSecond, LoadStatus } from '../../shared/load/load-status'
import { useEngine } from '../link/link'
import { useNotices } from '../stores/notices'
import { firstLoad, planOf, type LoadDraft } from './load-draft'

/** The load of the engine, also one that another window began, and the one that is being put together here. */
export const useLoad = defineStore('load', () => {
  const notices = useNotices()
  const draft = shallowRef<LoadDraft>(firstLoad)
  const status = shallowRef<LoadStatus | null>(null)
  const seconds = shallowRef<readonly LoadSecond[]>([])
  const failure = shallowRef<Failure | null>(null)
  /** The target of others that the person has to answer for. */
  const asked = shallowRef<string | null>(null)
  const isBusy = ref(false)
  let looking: Promise<void> = Promise.resolve()

  const isRunning = computed(() => status.value !== null && status.value.end === null)

  async function look(): Promise<void> {
    const found = await useEngine().call('load.status', { after: seconds.value.length })
    if (!found) return
    if (found.load !== status.value?.load) {
      const whole = await useEngine().call('load.status', { after: 0 })
      status.value = whole
      seconds.value = whole?.seconds ?? []
      return
    }
    status.value = found
    if (found.seconds.length > 0) seconds.value = [...seconds.value, ...found.seconds]
  }

  /** One question after the other, so that no second comes twice. */
  function ask(): Promise<void> {
    looking = looking.then(look).catch(notices.failed)
    return looking
  }

  /** Loads the status and follows it; returns the function that stops following. */
  async function follow(): Promise<() => void> {
    const stop = useEngine().on('load.changed', () => void ask())
    await ask()
    return stop
  }

  async function start(mayReachOthers = false): Promise<void> {
    isBusy.value = true
    failure.value = null
    asked.value = null
    try {
      await useEngine().call('load.start', planOf(draft.value, mayReachOthers))
    } catch (thrown) {
      const { code, details, message } = toFailure(thrown)
      if (code === 'E_LOAD_PUBLIC') asked.value = String(details.target)
      else failure.value = { code, details, message }
    } finally {
      isBusy.value = false
    }
  }

  async function stop(): Promise<void> {
    isBusy.value = true
    await useEngine().call('load.stop', {}).catch(notices.failed)
    isBusy.value = false
  }

  function change(change: Partial<LoadDraft>): void {
    draft.value = { ...draft.value, ...change }
    failure.value = null
  }

  return { draft, status, seconds, failure, asked, isBusy, isRunning, follow, start, stop, change }
})
