import { shallowRef, type ShallowRef } from 'vue'
import type { Caller } from '../../shared/contract/call'
import type { Channel } from '../../shared/contract/channel'
import type { EngineCalls, EngineEvents } from '../../shared/contract/engine-contract'
import type { HostCalls, HostEvents } from '../../shared/contract/host-contract'
import { connect, splitChannel } from '../../shared/contract/link'
import { createDesktopChannel } from './desktop-channel'
import { createWebChannel, linkAddress } from './web-channel'

export type EngineCaller = Caller<EngineCalls, EngineEvents>
export type HostCaller = Caller<HostCalls, HostEvents>

interface Link {
  readonly engine: EngineCaller
  readonly host: HostCaller
}

let link: Link | null = null
const lost = shallowRef(false)

/** The channel this window has: the desktop's bridge where there is one, else the web host's socket. */
export function openChannel(): Channel {
  if (window.sockwright) return createDesktopChannel(window.sockwright)
  return createWebChannel(linkAddress(new URL(location.href)))
}

/** Puts the window on `channel`; once, before anything asks for the engine. */
export function establishLink(channel: Channel): void {
  const sides = splitChannel(channel)
  lost.value = false
  channel.onClose(() => (lost.value = true))
  link = { engine: connect(sides.engine), host: connect(sides.host) }
}

function established(): Link {
  if (!link) throw new Error('The window has no link yet')
  return link
}

/** The engine's calls and events. */
export function useEngine(): EngineCaller {
  return established().engine
}

/** The host's calls and events. */
export function useHost(): HostCaller {
  return established().host
}

/** True once the link has ended: nothing works until the window is loaded anew. */
export function useLinkLost(): Readonly<ShallowRef<boolean>> {
  return lost
}
