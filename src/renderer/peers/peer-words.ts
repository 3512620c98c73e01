import type { PeerEnd, PeerState } from '../../shared/endpoints/endpoint-status'
import { t } from '../language/use-language'

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
