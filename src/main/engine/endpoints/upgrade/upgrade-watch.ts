import type { UpgradeProtocol } from '../../../../shared/endpoints/options/tls-beginning-option'
import { ImapWatch } from './imap-watch'
import { PostgresWatch } from './postgres-watch'
import { SmtpWatch } from './smtp-watch'
import { XmppWatch } from './xmpp-watch'

/** What the server says to the request to upgrade, and how many bytes stand behind that. */
export interface UpgradeAnswer {
  readonly agrees: boolean
  readonly behind: number
}

/**
 * A dialogue that leads to TLS, seen from between the two who lead it. It is told what goes to either side, in the order in
 * which it leaves.
 */
export interface UpgradeWatch {
  /** Bytes go to the server: how many of them stand behind a request to upgrade; null where there is none. */
  toServer(bytes: Uint8Array): number | null
  /** Bytes go to the client: the answer to the request, where they hold it. */
  toClient(bytes: Uint8Array): UpgradeAnswer | null
}

/** Makes the watch of a protocol for one connection. */
export const upgradeWatches: Readonly<Record<UpgradeProtocol, () => UpgradeWatch>> = {
  smtp: () => new SmtpWatch(),
  imap: () => new ImapWatch(),
  xmpp: () => new XmppWatch(),
  postgres: () => new PostgresWatch(),
}
