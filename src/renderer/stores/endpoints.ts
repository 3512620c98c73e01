import { defineStore } from 'pinia'
import { computed, shallowReactive, shallowRef } from 'vue'
import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import { isRunning, type EndpointStatus } from '../../shared/endpoints/endpoint-status'
import { useEngine } from '../link/link'
import { nextSamples, noSamples, type RateSamples } from './rate-samples'

/** All endpoints of the workspace: what they are, how they are, and their rates over the last minute. */
export const useEndpoints = defineStore('endpoints', () => {
  const configs = shallowRef<readonly EndpointConfig[]>([])
  const statuses = shallowReactive(new Map<string, EndpointStatus>())
  const samples = shallowReactive(new Map<string, RateSamples>())

  const running = computed(() => configs.value.filter(({ id }) => isRunningNow(id)))

  function config(endpoint: string): EndpointConfig | undefined {
    return configs.value.find(({ id }) => id === endpoint)
  }

  function status(endpoint: string): EndpointStatus | undefined {
    return statuses.get(endpoint)
  }

  function samplesOf(endpoint: string): RateSamples {
    return samples.get(endpoint) ?? noSamples
  }

  function isRunningNow(endpoint: string): boolean {
    const known = statuses.get(endpoint)
    return known !== undefined && isRunning(known.state)
  }

  function takeConfigs(all: readonly EndpointConfig[]): void {
    configs.value = all
    const ids = new Set(all.map(({ id }) => id))
    for (const id of statuses.keys()) if (!ids.has(id)) forget(id)
  }

  /** Puts one new or changed endpoint in before the engine's own word of it arrives. */
  function takeConfig(changed: EndpointConfig): void {
    configs.value = config(changed.id)
      ? configs.value.map((known) => (known.id === changed.id ? changed : known))
      : [...configs.value, changed]
  }

  function forget(endpoint: string): void {
    statuses.delete(endpoint)
    samples.delete(endpoint)
  }

  function takeStatuses(changed: readonly EndpointStatus[]): void {
    for (const one of changed) statuses.set(one.endpoint, one)
  }

  /** Starts an endpoint. How it is then is known here, also where that fails. */
  async function start(endpoint: string): Promise<void> {
    try {
      takeStatuses([await useEngine().call('endpoint.start', { endpoint })])
    } catch (thrown) {
      takeStatuses(await useEngine().call('engine.statuses', {}))
      throw thrown
    }
  }

  /** Once a second: the rates as they are now become the newest sample. */
  function sample(): void {
    for (const [id, { state, rates }] of statuses) {
      if (isRunning(state) || samples.has(id)) samples.set(id, nextSamples(samplesOf(id), rates))
    }
  }

  /** Loads all statuses and follows them; returns the function that stops following. */
  async function follow(): Promise<() => void> {
    const stop = useEngine().on('endpoint.status', ({ statuses: changed }) => takeStatuses(changed))
    const clock = setInterval(sample, 1_000)
    takeStatuses(await useEngine().call('engine.statuses', {}))
    return () => {
      clearInterval(clock)
      stop()
    }
  }

  return {
    configs,
    running,
    config,
    status,
    samplesOf,
    isRunningNow,
    takeConfigs,
    takeConfig,
    takeStatuses,
    start,
    sample,
    follow,
  }
})
