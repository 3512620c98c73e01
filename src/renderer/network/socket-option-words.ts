import { socketFeatureNeeds, type SocketFeature } from '../../shared/endpoints/socket-feature'
import { usedOption, type SocketOptionUse } from '../../shared/endpoints/socket-option-table'
import { local, t } from '../language/use-language'

/** What the table says of an option for one protocol. */
export interface SocketOptionWords {
  readonly text: string
  /** Can it be set here? */
  readonly available: boolean
}

/** Whether an option can be set with these `features`, when a change of it takes effect, or why it cannot be set. */
export function socketOptionWords(
  use: SocketOptionUse,
  features: readonly SocketFeature[],
): SocketOptionWords {
  switch (use.is) {
    case 'none':
      return { text: t('network.none'), available: false }
    case 'absent':
      return absent(local(use.why))
    case 'option': {
      const { applies, needs } = usedOption(use)
      if (needs !== undefined && !features.includes(needs)) {
        return absent(local(socketFeatureNeeds[needs]))
      }
      const when = t(applies === 'live' ? 'network.atOnce' : 'network.nextStart')
      const serversOnly = use.kinds.length === 1 && use.kinds[0] === 'tcp-server'
      return { text: serversOnly ? t('network.serversOnly', { when }) : when, available: true }
    }
  }
}

function absent(why: string): SocketOptionWords {
  return { text: t('network.absent', { why }), available: false }
}
