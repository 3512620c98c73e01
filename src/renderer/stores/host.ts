import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { EngineInfo } from '../../shared/contract/engine/engine-state-calls'
import type { LocalAddress, SocketSupport } from '../../shared/contract/engine/network-calls'
import type { HostInfo } from '../../shared/contract/host-contract'
import { useEngine, useHost } from '../link/link'

/** How often the free space of the disk is asked for. */
const diskEveryMs = 5_000

/** What the window knows of the program and the machine around it. */
export const useHostFacts = defineStore('host', () => {
  const host = shallowRef<HostInfo | null>(null)
  const engine = shallowRef<EngineInfo | null>(null)
  const addresses = shallowRef<readonly LocalAddress[]>([])
  const socketSupport = shallowRef<SocketSupport | null>(null)
  const diskFree = shallowRef<number | null>(null)

  async function loadAddresses(): Promise<void> {
    addresses.value = await useEngine().call('network.addresses', {})
  }

  async function loadSocketSupport(): Promise<void> {
    socketSupport.value ??= await useEngine().call('network.socketSupport', {})
  }

  async function loadDiskFree(): Promise<void> {
    diskFree.value = (await useEngine().call('engine.diskSpace', {})).free
  }

  /** Loads the facts and keeps the free space up to date; returns the function that stops. */
  async function follow(): Promise<() => void> {
    host.value = await useHost().call('host.info', {})
    engine.value = await useEngine().call('engine.info', {})
    await Promise.all([loadAddresses(), loadDiskFree()])
    const clock = setInterval(() => loadDiskFree().catch(() => (diskFree.value = null)), diskEveryMs)
    return () => clearInterval(clock)
  }

  return { host, engine, addresses, socketSupport, diskFree, loadAddresses, loadSocketSupport, follow }
})
