import { SockwrightError } from '../../../shared/contract/errors'
import type { UpgradeProtocol } from '../../../shared/endpoints/options/tls-beginning-option'
import { upgradeWatches, type UpgradeWatch } from '../endpoints/upgrade/upgrade-watch'

/** Whose two sides a dialogue is led between. */
export interface UpgradedPair {
  /** Bytes on the way between the two sides: a part of a message, what a person holds, or a fault. */
  readonly waitingBytes: number
  /** The server has agreed, and nothing else is on the way: both sides go on in TLS. */
  upgrade(): void
  /** Ends both sides. */
  refuseUpgrade(failure: SockwrightError): void
}

/**
 * Watches what passes through a relay until the server agrees to upgrade to TLS. To be told before the bytes leave, so that
 * plain text pipelined into the upgrade reaches nobody.
 */
export class RelayUpgrade {
  readonly #watch: UpgradeWatch
  #phase: 'watching' | 'asked' | 'agreed' | 'over' = 'watching'
  /** Bytes behind the server's answer. */
  #behind = 0

  constructor(
    protocol: UpgradeProtocol,
    private readonly pair: UpgradedPair,
  ) {
    this.#watch = upgradeWatches[protocol]()
  }

  /** Bytes go to the target. */
  toTarget(bytes: Uint8Array): void {
    switch (this.#phase) {
      case 'watching': {
        const behind = this.#watch.toServer(bytes)
        if (behind === null) return
        this.#phase = 'asked'
        if (behind > 0) this.#refuse(behind)
        return
      }
      case 'asked':
        return this.#refuse(bytes.length)
      case 'agreed':
        this.#behind += bytes.length
        return
      case 'over':
    }
  }

  /** Bytes go to the client. */
  toClient(bytes: Uint8Array): void {
    if (this.#phase === 'agreed') this.#behind += bytes.length
    if (this.#phase !== 'watching' && this.#phase !== 'asked') return
    const answer = this.#watch.toClient(bytes)
    if (!answer) return
    this.#phase = answer.agrees ? 'agreed' : 'watching'
    if (!answer.agrees) return
    this.#behind = answer.behind
    // The rest of what was read has to be looked at first.
    queueMicrotask(() => this.#begin())
  }

  #begin(): void {
    if (this.#phase !== 'agreed') return
    const bytes = this.#behind + this.pair.waitingBytes
    if (bytes > 0) return this.#refuse(bytes)
    this.#phase = 'over'
    this.pair.upgrade()
  }

  #refuse(bytes: number): void {
    this.#phase = 'over'
    this.pair.refuseUpgrade(new SockwrightError('E_UPGRADE_PIPELINED', { bytes }))
  }
}
