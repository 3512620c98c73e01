import type { PeerEnd, PeerState } from '../../shared/endpoints/endpoint-status'
import type { PeerTcpStates } from '../../shared/contract/engine/endpoint-calls'
import { spanText } from '../../shared/timeline/step-times'
import { language, t } from '../language/use-language'

/** What there is to say of a state; nothing where a peer is simply open or closed. */
export function unusualStateWords(state: PeerState | undefined): string {
  switch (state) {
    case 'securing':
      return t('tls.securing')
    case 'half-closed-local':
      return t('peers.state.halfClosedLocal')
    case 'half-closed-remote':
      return t('peers.state.halfClosedRemote')
    case 'closing':
      return t('peers.state.closing')
    case 'opening':
      return t('peers.state.opening')
    default:
      return ''
  }
}

/**
 * The states of TCP of a peer as the list has room for them, in full, the round trip, and whether its connections are simply
 * open; null where nothing is known. Of a relay's peer both are told where they differ.
 */
export function tcpStateWords({ state, target, roundTrip }: Omit<PeerTcpStates, 'peer'>) {
  const different = [...new Set([state, target].filter((one) => one !== null))]
  if (different.length === 0) return null
  return {
    short: different.map((one) => (one === 'ESTABLISHED' ? 'ESTAB' : one)).join(' → '),
    long: t('peers.tcpState', { state: different.join(' → ') }),
    roundTrip: roundTrip === null ? '' : spanText(roundTrip, language.value),
    usual: different.every((one) => one === 'ESTABLISHED'),
  }
}

/** Who ended it and how, or the code of what failed; a WebSocket's close code behind it. */
export function endWords(end: PeerEnd): string {
  if (end.by === 'failure') return end.failure.code
  const code = end.webSocket && (end.webSocket.received ?? end.webSocket.sent)?.code
  const words = endedBy(end)
  return code ? `${words} (${code})` : words
}

function endedBy(end: Exclude<PeerEnd, { by: 'failure' }>): string {
  if (end.by === 'us') return t(end.how === 'reset' ? 'peers.end.usReset' : 'peers.end.usClose')
  return t(end.how === 'reset' ? 'peers.end.peerReset' : 'peers.end.peerClose')
}
