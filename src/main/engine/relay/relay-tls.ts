import { SockwrightError } from '../../../shared/contract/errors'
import type { RelayOptions } from '../../../shared/endpoints/endpoint-config'
import { hasTargetTls, relayUpgrade } from '../../../shared/endpoints/options/relay-tls-options'
import type { UpgradeProtocol } from '../../../shared/endpoints/options/tls-beginning-option'
import { asTlsClient, targetName } from '../../../shared/endpoints/options/target-tls-options'
import {
  clientContext,
  serverContext,
  TlsSettings,
  type Securing,
  type TlsClientOptions,
  type TlsSurroundings,
} from '../endpoints/tls/tls-settings'

type ContextSurroundings = Pick<TlsSurroundings, 'secret' | 'certificates'>

/** TLS for both sides of a relay, once the dialogue of a protocol comes to it. */
export interface LegsUpgrade {
  readonly protocol: UpgradeProtocol
  readonly client: Securing
  readonly target: Securing
}

/** TLS on both sides of a relay, each of which may do without. Owns the key logs. */
export class RelayTls {
  private constructor(
    private readonly protocol: UpgradeProtocol | null,
    private readonly client: TlsSettings | null,
    private readonly target: TlsSettings | null,
  ) {}

  /** Reads options and files once a run. Fails as {@link TlsSettings} does; the detail `option` names that of the relay. */
  static async open(
    options: RelayOptions,
    surroundings: TlsSurroundings,
    failed: (failure: SockwrightError) => void,
  ): Promise<RelayTls> {
    const client = options.tls === 'off' ? null : await TlsSettings.forServer(options, surroundings, failed)
    const protocol = relayUpgrade(options)
    if (!hasTargetTls(options)) return new RelayTls(protocol, client, null)
    try {
      const { certificates } = surroundings
      const own = { certificates, secret: ofTarget(surroundings), mayAct: () => surroundings.mayAct() }
      return new RelayTls(protocol, client, await TlsSettings.forClient(targetOptions(options), own, failed))
    } catch (thrown) {
      await client?.close()
      throw namingOption(thrown)
    }
  }

  /** From the first byte. */
  get secureClient(): Securing | null {
    return this.protocol ? null : (this.client?.secure ?? null)
  }

  get secureTarget(): Securing | null {
    return this.protocol ? null : (this.target?.secure ?? null)
  }

  get startTls(): LegsUpgrade | null {
    const { protocol, client, target } = this
    return protocol && client && target ? { protocol, client: client.secure, target: target.secure } : null
  }

  async close(): Promise<void> {
    await Promise.all([this.client?.close(), this.target?.close()])
  }
}

/** Fails as {@link RelayTls.open} does, and keeps nothing open. */
export async function checkRelayTls(options: RelayOptions, surroundings: ContextSurroundings): Promise<void> {
  if (options.tls !== 'off') await serverContext(options, surroundings)
  if (!hasTargetTls(options)) return
  try {
    const { certificates } = surroundings
    await clientContext(targetOptions(options), { certificates, secret: ofTarget(surroundings) })
  } catch (thrown) {
    throw namingOption(thrown)
  }
}

/** The options of the target's side as a TLS client has them. */
function targetOptions(options: RelayOptions): TlsClientOptions {
  // A Unix socket is on this machine.
  const host = options.targetTransport === 'unix' ? 'localhost' : options.targetHost
  return { ...asTlsClient(options), host }
}

function ofTarget(surroundings: ContextSurroundings): (option: string) => string {
  return (option) => surroundings.secret(targetName(option))
}

/** A failure of the target's side says the option as the relay calls it. */
function namingOption(thrown: unknown): unknown {
  if (!(thrown instanceof SockwrightError) || typeof thrown.details.option !== 'string') return thrown
  const details = { ...thrown.details, option: targetName(thrown.details.option) }
  return new SockwrightError(thrown.code, details, { cause: thrown })
}
