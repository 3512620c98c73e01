import type { Socket } from 'node:dgram'
import { isIP } from 'node:net'
import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import { SockwrightError, toFailure, type Failure } from '../../../../shared/contract/errors'
import type { UdpOptions } from '../../../../shared/endpoints/endpoint-config'
import type { GroupStatus } from '../../../../shared/endpoints/endpoint-status'
import {
  formatGroup,
  groupFamily,
  parseGroups,
  type MulticastGroup,
} from '../../../../shared/endpoints/multicast-group'
import { findInterface, interfacesOf, multicastName } from '../../network/interfaces'
import { isAnyAddress } from '../../network/ip-address'
import { socketFailure } from '../socket-failure'

/** What of a bound socket decides on the families it can exchange. */
export type UdpBound = Pick<UdpOptions, 'address' | 'ipv6Only'>

/** A group that is wanted. `on` is how the system was told its interface; null while the socket is not in it. */
interface Membership {
  readonly wanted: MulticastGroup
  on: { readonly name: string | null; readonly multicastName: string | undefined } | null
  failure: Failure | null
}

/**
 * The multicast groups of one UDP socket. Joins and leaves as the option changes. A group whose interface goes away is
 * lost without a word of the system, so the interfaces are looked at once a second; when one comes back, its groups are
 * joined again.
 */
export class UdpGroups {
  #memberships: readonly Membership[] = []

  constructor(
    private readonly socket: Socket,
    private readonly bound: UdpBound,
    private readonly tell: (event: CaptureEvent) => void,
  ) {}

  get status(): readonly GroupStatus[] {
    return this.#memberships.map(({ wanted, failure }) => ({ group: formatGroup(wanted), failure }))
  }

  /** Leaves what `text` no longer names and joins what is new in it. Returns the first failure to join. */
  want(text: string): Failure | null {
    const check = parseGroups(text)
    const wanted = new Map((check.ok ? check.groups : []).map((one) => [formatGroup(one), one]))
    for (const one of this.#memberships) if (!wanted.has(formatGroup(one.wanted))) this.#leave(one)
    const before = new Map(this.#memberships.map((one) => [formatGroup(one.wanted), one]))
    this.#memberships = [...wanted].map(
      ([key, one]) => before.get(key) ?? { wanted: one, on: null, failure: null },
    )
    for (const one of this.#memberships) if (!one.on) this.#join(one)
    return this.#memberships.find(({ failure }) => failure)?.failure ?? null
  }

  /** To be called once a second; returns whether anything changed. */
  look(): boolean {
    if (this.#memberships.length === 0) return false
    const up = { 4: namesOf(4), 6: namesOf(6) }
    let changed = false
    for (const one of this.#memberships) {
      const name = one.on?.name ?? null
      if (one.on && name !== null && !up[familyOf(one.wanted)].has(name)) changed = this.#lost(one)
      else if (!one.on && one.failure?.code !== 'E_GROUP_TWICE') changed = this.#join(one) || changed
    }
    return changed
  }

  /** Returns whether it was joined. The same failure again is not told again. */
  #join(one: Membership): boolean {
    const { wanted } = one
    const family = familyOf(wanted)
    try {
      checkGroupFamily(wanted, this.bound)
      const at = wanted.interface === '' ? null : findInterface(wanted.interface, family)
      const on = { name: at?.name ?? null, multicastName: at ? multicastName(at, family) : undefined }
      this.#add(wanted, on.multicastName)
      one.on = on
      one.failure = null
      this.tell({ event: 'group-joined', group: formatGroup(wanted), ...unheard(wanted, this.bound) })
      return true
    } catch (thrown) {
      const failure = toFailure(joinFailure(thrown, wanted))
      if (one.failure?.code !== failure.code) {
        this.tell({ event: 'group-missed', group: formatGroup(wanted), failure })
      }
      one.failure = failure
      return false
    }
  }

  #add({ group, source }: MulticastGroup, on: string | undefined): void {
    if (source === '') this.socket.addMembership(group, on)
    else this.socket.addSourceSpecificMembership(source, group, on)
  }

  #leave(one: Membership): void {
    if (!one.on) return
    this.#drop(one)
    this.tell({ event: 'group-left', group: formatGroup(one.wanted) })
  }

  #lost(one: Membership): true {
    const { wanted } = one
    this.#drop(one)
    one.failure = lostFailure(wanted)
    this.tell({ event: 'group-missed', group: formatGroup(wanted), failure: one.failure })
    return true
  }

  #drop(one: Membership): void {
    const { group, source } = one.wanted
    const on = one.on?.multicastName
    one.on = null
    try {
      if (source === '') this.socket.dropMembership(group, on)
      else this.socket.dropSourceSpecificMembership(source, group, on)
    } catch {
      // With its interface the membership is gone already.
    }
  }
}

function familyOf({ group }: MulticastGroup): 4 | 6 {
  return groupFamily(group) ?? 4
}

/**
 * Throws `E_ADDRESS_FAMILY` where a socket that is bound like this cannot be in the group: one bound to `::` takes both
 * families, unless it is for IPv6 only.
 */
export function checkGroupFamily({ group }: MulticastGroup, { address, ipv6Only }: UdpBound): void {
  const family = groupFamily(group)
  if (isIP(address) === family || (isAnyAddress(address) && isIP(address) === 6 && !ipv6Only)) return
  throw new SockwrightError('E_ADDRESS_FAMILY', { address: group, bound: address })
}

/**
 * The address to which the socket is bound, where no datagram of the group comes to it: but on Windows, the address that a
 * datagram is for has to be the one that a socket is bound to (ip(7)).
 */
function unheard({ group }: MulticastGroup, { address }: UdpBound): { readonly boundTo?: string } {
  const hears = process.platform === 'win32' || isAnyAddress(address) || address === group
  return hears ? {} : { boundTo: address }
}

function namesOf(family: 4 | 6): ReadonlySet<string> {
  return new Set(interfacesOf(family).map(({ name }) => name))
}

function lostFailure(wanted: MulticastGroup): Failure {
  try {
    findInterface(wanted.interface, familyOf(wanted))
  } catch (thrown) {
    return toFailure(thrown)
  }
  return new SockwrightError('ENODEV', { operation: formatGroup(wanted) }).toFailure()
}

/** Linux has two codes for what the socket is in already, one of them for groups of a source (ip(7)). */
function joinFailure(thrown: unknown, { group, source }: MulticastGroup): SockwrightError {
  const code = (thrown as { code?: unknown } | null)?.code
  if (code === 'EADDRINUSE' || (code === 'EADDRNOTAVAIL' && source !== '')) {
    return new SockwrightError('E_GROUP_TWICE', { group })
  }
  return socketFailure(thrown, { operation: 'join', address: group })
}
