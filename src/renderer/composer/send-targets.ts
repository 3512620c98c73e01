import type { Ref } from 'vue'
import type { Target } from '../../shared/contract/engine/endpoint-calls'
import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import { socketRoles } from '../../shared/endpoints/endpoint-kind'
import type { EndpointStatus } from '../../shared/endpoints/endpoint-status'

/** Ways to say whom a payload is for. */
export type TargetChoice = 'remote' | 'chosen' | 'all' | 'address'

/** Why nothing can be sent now; a key of the composer's texts. */
export type NoTarget = 'stopped' | 'notConnected' | 'noPeers' | 'noneChosen' | 'addressEmpty' | 'addressWrong'

export interface TargetSituation {
  readonly config: EndpointConfig
  readonly status: EndpointStatus | undefined
  readonly chosen: readonly number[]
  /** `host:port` as typed. */
  readonly address: string
}

/** Choosing a target among those that an endpoint has. */
export interface TargetChoosing {
  readonly choices: Readonly<Ref<readonly TargetChoice[]>>
  readonly choice: Ref<TargetChoice | null>
  readonly situation: Readonly<Ref<TargetSituation | null>>
  readonly address: Ref<string>
  /** Does what the target is chosen for. */
  send(): Promise<void>
}

/** The fixed remote of a UDP endpoint, null where it has none. */
export function fixedRemote(config: EndpointConfig): { readonly host: string; readonly port: number } | null {
  if (config.kind !== 'udp') return null
  const { remoteHost, remotePort } = config.options
  return remoteHost !== '' && remotePort > 0 ? { host: remoteHost, port: remotePort } : null
}

/** The choices an endpoint offers, the one to begin with first. */
export function targetChoices({ config, chosen }: TargetSituation): TargetChoice[] {
  const role = socketRoles[config.kind]
  if (role === 'client') return ['remote']
  if (role === 'server') return chosen.length > 0 ? ['chosen', 'all'] : ['all']
  const named: TargetChoice[] = fixedRemote(config) ? ['remote', 'address'] : ['address']
  return chosen.length > 0 ? ['chosen', ...named, 'all'] : [...named, 'all']
}

const hostAndPort = /^(?:\[([^\]\s]+)\]|([^:\s]+)):(\d{1,5})$/

/** `host:port` or `[v6]:port`; null where it is neither. */
export function parseHostPort(text: string): { readonly host: string; readonly port: number } | null {
  const match = hostAndPort.exec(text.trim())
  if (!match) return null
  const port = Number(match[3])
  return port >= 1 && port <= 65_535 ? { host: match[1] ?? match[2]!, port } : null
}

type TargetResult =
  { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly why: NoTarget }

function no(why: NoTarget): TargetResult {
  return { ok: false, why }
}

/** The target that `choice` stands for now, or why there is none. */
export function resolveTarget(choice: TargetChoice, situation: TargetSituation): TargetResult {
  const { config, status, chosen, address } = situation
  const state = status?.state.is ?? 'stopped'
  if (state === 'stopped' || state === 'failed') return no('stopped')
  if (socketRoles[config.kind] === 'client' && state !== 'connected') return no('notConnected')
  switch (choice) {
    case 'remote':
      return { ok: true, target: { to: 'remote' } }
    case 'chosen':
      return chosen.length > 0 ? { ok: true, target: { to: 'peers', peers: [...chosen] } } : no('noneChosen')
    case 'all':
      return (status?.peers.connected ?? 0) > 0
        ? { ok: true, target: { to: 'peers', peers: 'all' } }
        : no('noPeers')
    case 'address': {
      if (address.trim() === '') return no('addressEmpty')
      const parsed = parseHostPort(address)
      return parsed ? { ok: true, target: { to: 'address', ...parsed } } : no('addressWrong')
    }
  }
}
