import * as v from 'valibot'
import type { LocalText } from '../language/local-text'

/** A multicast group to be in, on one interface and, where a source is named, for datagrams of that source alone. */
export interface MulticastGroup {
  /** An IPv4 address from 224.0.0.0 to 239.255.255.255 (RFC 5771) or an IPv6 address from ff00:: up (RFC 4291, 2.7). */
  readonly group: string
  /** Name or address of an interface of this machine; empty: the one the routing table names. */
  readonly interface: string
  /** The only source wanted (RFC 4607); empty: any. */
  readonly source: string
}

export type GroupsCheck =
  | { readonly ok: true; readonly groups: readonly MulticastGroup[] }
  /** `notGroup` is the address that is no group, where that is what is wrong. */
  | { readonly ok: false; readonly reason: LocalText; readonly notGroup: string | null }

/** Longest list of groups as text; Linux lets a socket be in 20 IPv4 groups unless told otherwise. */
const maxGroupsText = 4_096

const reasons = {
  grammar: {
    en: 'a group is written GROUP, GROUP@INTERFACE or GROUP@INTERFACE,from=SOURCE, such as 239.1.2.3@eth0',
    'zh-CN': '组播组写作 组、组@接口 或 组@接口,from=源，例如 239.1.2.3@eth0',
  },
  source: {
    en: 'the source of a group is an address of the same family',
    'zh-CN': '组播源须为同一地址族的地址',
  },
} as const satisfies Readonly<Record<string, LocalText>>

const entry = /^([^@,\s]+)(?:@([^,\s]+))?(?:,from=([^,\s]+))?$/

/** Reads a list of groups as option and command line have it: entries with spaces or line ends between them. */
export function parseGroups(text: string): GroupsCheck {
  const groups: MulticastGroup[] = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const match = entry.exec(word)
    if (!match) return refused(reasons.grammar)
    const [, named = '', chosen = '', source = ''] = match
    // The zone of an IPv6 address is an interface too.
    const [group = '', zone = ''] = named.split('%', 2)
    const onInterface = chosen || zone
    const family = groupFamily(group)
    if (family === null) return refused(outOfRange(group), group)
    if (source !== '' && addressFamily(source) !== family) return refused(reasons.source)
    groups.push({ group: group.toLowerCase(), interface: onInterface, source: source.toLowerCase() })
  }
  return { ok: true, groups: withoutRepeats(groups) }
}

/** The text of one group, which {@link parseGroups} reads back. */
export function formatGroup({ group, interface: onInterface, source }: MulticastGroup): string {
  return `${group}${onInterface && `@${onInterface}`}${source && `,from=${source}`}`
}

/** 4 or 6 for the address of a group, null for any other text. */
export function groupFamily(address: string): 4 | 6 | null {
  const family = addressFamily(address)
  if (family === 4) return /^2(2[4-9]|3\d)\./.test(address) ? 4 : null
  return family === 6 && /^ff/i.test(address) ? 6 : null
}

/** Groups as an option keeps them: their texts, with a space between them. */
export const GroupsTextSchema = v.pipe(
  v.string(),
  v.maxLength(maxGroupsText),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const check = parseGroups(dataset.value)
    if (check.ok) return check.groups.map(formatGroup).join(' ')
    addIssue({ message: check.reason.en })
    return NEVER
  }),
)

function addressFamily(address: string): 4 | 6 | null {
  if (v.IPV4_REGEX.test(address)) return 4
  return v.IPV6_REGEX.test(address) ? 6 : null
}

function refused(reason: LocalText, notGroup: string | null = null): GroupsCheck {
  return { ok: false, reason, notGroup }
}

function outOfRange(group: string): LocalText {
  return {
    en: `${group} is no group: groups are 224.0.0.0 to 239.255.255.255, or IPv6 addresses that begin with ff`,
    'zh-CN': `${group} 不是组播组：组播组为 224.0.0.0 到 239.255.255.255，或以 ff 开头的 IPv6 地址`,
  }
}

function withoutRepeats(groups: readonly MulticastGroup[]): MulticastGroup[] {
  return [...new Map(groups.map((one) => [formatGroup(one), one])).values()]
}
