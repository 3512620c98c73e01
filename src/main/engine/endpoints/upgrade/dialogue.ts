import type { UpgradeProtocol } from '../../../../shared/endpoints/options/tls-beginning-option'
import { imapClient, imapServer } from './imap-dialogue'
import { postgresClient, postgresServer } from './postgres-dialogue'
import { smtpClient, smtpServer } from './smtp-dialogue'
import type { Talk } from './talk'
import { xmppClient, xmppServer } from './xmpp-dialogue'

/** What a dialogue needs to know. */
export interface DialogueFacts {
  /** Whom the client wants to reach. */
  readonly serverName: string
  /** Our own IP address. */
  readonly localAddress: string
}

/**
 * One side of a plain dialogue; resolves when TLS is to begin. Rejects with `E_UPGRADE_REFUSED` where the other side does
 * not want to.
 */
export type Dialogue = (talk: Talk, facts: DialogueFacts) => Promise<void>

/** The dialogues by protocol, for either side. */
export const dialogues: Readonly<
  Record<UpgradeProtocol, { readonly client: Dialogue; readonly server: Dialogue }>
> = {
  smtp: { client: smtpClient, server: smtpServer },
  imap: { client: imapClient, server: imapServer },
  xmpp: { client: xmppClient, server: xmppServer },
  postgres: { client: postgresClient, server: postgresServer },
}
