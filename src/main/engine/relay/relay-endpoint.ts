import { SockwrightError } from '../../../shared/contract/errors'
import { isRunning, type EndpointStatus } from '../../../shared/endpoints/endpoint-status'
import type { FaultDirection } from '../../../shared/faults/fault-plan'
import { BaseEndpoint } from '../endpoints/base-endpoint'
import type { RunParts, RunSockets } from '../endpoints/run-sockets'
import type { EndpointSurroundings } from '../endpoints/endpoint'
import type { LookUp } from '../network/look-up'
import type { Recorder } from '../capture/recorder'
import { DatagramRelaySockets } from './datagram-relay'
import { HeldMessages } from './held-messages'
import { Rewriter } from './rewriter'
import { StreamRelaySockets, type RelayConfig } from './stream-relay'

/** Listens, and forwards to a target what clients send, and back. */
export class RelayEndpoint extends BaseEndpoint<RelayConfig> {
  #run: { readonly held: HeldMessages; readonly recorder: Recorder } | null = null

  constructor(
    config: RelayConfig,
    surroundings: EndpointSurroundings,
    private readonly lookUp: LookUp,
  ) {
    super(config, surroundings)
  }

  override status(): EndpointStatus {
    const status = super.status()
    return { ...status, intercept: isRunning(status.state) ? (this.#run?.held.status() ?? null) : null }
  }

  /** What it holds for a person. Throws `E_ENDPOINT_STATE` while it does not run. */
  get held(): HeldMessages {
    return this.#running().held
  }

  /** Holds messages of these directions from now on; with none, all that is held goes on. Throws `E_ENDPOINT_STATE`. */
  intercept(directions: readonly FaultDirection[]): void {
    const { held, recorder } = this.#running()
    const wasOn = held.isOn
    const released = held.hold(directions)
    if (held.isOn) recorder.event(0, { event: 'intercept-on', directions })
    else if (wasOn) recorder.event(0, { event: 'intercept-off', released })
  }

  protected override makeSockets(parts: RunParts<RelayConfig>): RunSockets<RelayConfig> {
    const held = new HeldMessages(parts.changed)
    this.#run = { held, recorder: parts.recorder }
    const makeRewriter = ({ rewrites = [], options }: RelayConfig) =>
      new Rewriter(this.surroundings.mayAct() ? rewrites : [], options.encoding)
    return parts.config.options.transport === 'udp'
      ? new DatagramRelaySockets(parts, this.lookUp, held, makeRewriter)
      : new StreamRelaySockets(parts, this.lookUp, held, makeRewriter)
  }

  #running() {
    const { is } = super.status().state
    if (!this.#run || is !== 'listening') throw new SockwrightError('E_ENDPOINT_STATE', { state: is })
    return this.#run
  }
}
