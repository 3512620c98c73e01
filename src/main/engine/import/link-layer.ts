import type { SkipReason } from '../../../shared/capture/skipped-packets'

/** Where the IP packet lies in a frame. */
export type LinkPayload = { readonly ip: Buffer } | { readonly skip: SkipReason }

const etherTypes = { ipv4: 0x0800, ipv6: 0x86dd } as const
/** 802.1Q, 802.1ad and the older double tags. */
const vlanTags: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100])

/** Takes the link header off. `linkType` as in https://www.tcpdump.org/linktypes.html. */
export function linkPayload(linkType: number, frame: Buffer): LinkPayload {
  switch (linkType) {
    case 0: // BSD loopback, in the byte order of the machine that captured
    case 108: // OpenBSD loopback
      return from(frame, 4)
    case 1: // Ethernet
      return behindEtherType(frame, 12)
    case 12: // raw IP, as some systems number it
    case 14:
    case 101: // raw IP
    case 228: // raw IPv4
    case 229: // raw IPv6
      return from(frame, 0)
    case 113: // Linux cooked capture v1
      return behindEtherType(frame, 14)
    case 276: // Linux cooked capture v2
      return etherType(frame, 0, 20)
    default:
      return { skip: 'link-type' }
  }
}

function behindEtherType(frame: Buffer, at: number): LinkPayload {
  return etherType(frame, at, at + 2)
}

/** `at`: where the type is; `payload`: what it is of. */
function etherType(frame: Buffer, at: number, payload: number): LinkPayload {
  let typeAt = at
  let start = payload
  for (;;) {
    if (frame.length < Math.max(typeAt + 2, start)) return { skip: 'broken' }
    const type = frame.readUInt16BE(typeAt)
    if (type === etherTypes.ipv4 || type === etherTypes.ipv6) return from(frame, start)
    if (!vlanTags.has(type)) return { skip: 'other-protocol' }
    typeAt = start + 2
    start += 4
  }
}

/** What follows tells by its own version number which IP it is. */
function from(frame: Buffer, start: number): LinkPayload {
  return frame.length > start ? { ip: frame.subarray(start) } : { skip: 'broken' }
}
