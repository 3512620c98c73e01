import type { Channel } from '../../shared/contract/channel'

/** Passes every message on, both ways, unread; when one channel ends, so does the other. */
export function bridgeChannels(one: Channel, other: Channel): void {
  one.onMessage((message) => other.post(message))
  other.onMessage((message) => one.post(message))
  one.onClose(() => other.close())
  other.onClose(() => one.close())
}
