import type {
  PeerChoice,
  PeerPage,
  SendOutcome,
  Target,
  UpgradeOutcome,
} from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { Cause } from '../../../shared/capture/record'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import {
  isRunning,
  type CloseStatus,
  type EndpointState,
  type EndpointStatus,
  type PeerCounts,
} from '../../../shared/endpoints/endpoint-status'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { Recorder } from '../capture/recorder'
import { Sendings, type Outgoing } from '../payload/sendings'
import type { BehaviourPeer } from '../rules/behaviour'
import type { ScriptConsole } from '../scripts/script-console'
import { ScriptSlot } from '../scripts/script-slot'
import { unavailableOptions } from './available-options'
import type { EndPeersHow, Endpoint, EndpointSurroundings, PeerQuery } from './endpoint'
import { EndpointAutomation } from './endpoint-automation'
import type { PeerTap } from './peer-taps'
import { Run } from './run'
import { configWithFilePaths } from './option-files'
import type { RunParts, RunSockets } from './run-sockets'
import { Traffic } from './traffic'
import { waitsForRestart } from './waits-for-restart'

const nobody: PeerCounts = { connected: 0, closed: 0 }

/**
 * The life that all endpoints have in common: start, stop, state, status. A kind of endpoint adds the sockets of a
 * run in {@link makeSockets}.
 */
export abstract class BaseEndpoint<C extends EndpointConfig> implements Endpoint {
  #config: C
  #state: EndpointState = { is: 'stopped' }
  #run: Run<C> | null = null
  /** Options of the running sockets, which may be older than those of the configuration. */
  #runConfig: C | null = null
  #wanted: 'running' | 'stopped' = 'stopped'
  #starting: Promise<void> | null = null
  #stopping: Promise<void> | null = null
  #sendings: Sendings
  readonly #automation: EndpointAutomation

  constructor(
    config: C,
    protected readonly surroundings: EndpointSurroundings,
  ) {
    this.#config = config
    this.#sendings = new Sendings(surroundings.payloadSources)
    this.#automation = new EndpointAutomation(config.id, surroundings)
    this.#automation.tellIdle(config)
  }

  get config(): C {
    return this.#config
  }

  get scriptConsole(): ScriptConsole {
    return this.#automation.console
  }

  get sendings(): Sendings {
    return this.#sendings
  }

  /** Starting what is running or starting already changes nothing. */
  start(): Promise<void> {
    this.#wanted = 'running'
    // A start that is being stopped ends first.
    if (this.#starting && this.#stopping)
      return this.#starting.catch(() => undefined).then(() => this.start())
    this.#starting ??= this.#start().finally(() => (this.#starting = null))
    return this.#starting
  }

  stop(): Promise<void> {
    this.#wanted = 'stopped'
    this.#stopping ??= this.#stop().finally(() => (this.#stopping = null))
    return this.#stopping
  }

  status(): EndpointStatus {
    const run = this.#run
    const counters = run?.recorder.counters
    return {
      endpoint: this.#config.id,
      state: this.#state,
      counters: {
        receivedBytes: counters?.taken ?? 0,
        recordedBytes: counters?.recorded ?? 0,
        pendingBytes: counters?.pending ?? 0,
        lostBytes: counters?.lost ?? 0,
        sentBytes: run?.traffic.sentBytes ?? 0,
        receivedMessages: run?.traffic.receivedMessages ?? 0,
        sentMessages: run?.traffic.sentMessages ?? 0,
        recordedMessages: counters?.messages ?? 0,
        lostDatagrams: run?.sockets.lostDatagrams ?? null,
      },
      rates: run?.traffic.rates ?? { inMessages: 0, inBytes: 0, outMessages: 0, outBytes: 0 },
      peers: run?.sockets.counts ?? nobody,
      recording: run?.recorder.status() ?? null,
      peersRevision: run?.sockets.revision ?? 0,
    }
  }

  /** Throws a coded failure, and changes nothing, where a text of the options does not compile (`E_ESCAPE` …). */
  configure(config: EndpointConfig): boolean {
    const next = config as C
    const rules = this.#automation.rules(next)
    this.#config = next
    const run = this.#run
    if (!run || !this.#runConfig || !isRunning(this.#state)) {
      this.#automation.tellIdle(next)
      return false
    }
    run.recorder.setEncoding(next.options.encoding)
    const located = configWithFilePaths(next, this.surroundings.fileAt)
    run.sockets.configure(located, this.#automation.behaviour(rules, run.script, next))
    return waitsForRestart(this.#runConfig, next) || (run.sockets.needsRestart?.(located) ?? false)
  }

  reconnect(): void {
    // Only a client waits to connect again.
  }

  async send(
    target: Target,
    outgoing: Outgoing,
    cause: Cause = 'hand',
    frame?: PayloadFrame,
  ): Promise<readonly SendOutcome[]> {
    return this.#open().send(target, outgoing, cause, frame)
  }

  endPeers(peers: PeerChoice, how: EndPeersHow, status?: CloseStatus): void {
    this.#open().endPeers(peers, how, status)
  }

  ping(peers: PeerChoice, payload: Uint8Array): void {
    const sockets = this.#open()
    if (!sockets.ping) throw new SockwrightError('E_WS_ONLY')
    sockets.ping(peers, payload)
  }

  upgrade(peers: PeerChoice): readonly UpgradeOutcome[] {
    return this.#open().upgrade(peers)
  }

  async recipients(target: Target): Promise<readonly BehaviourPeer[]> {
    return this.#open().recipients(target)
  }

  async drained(peer: number): Promise<number> {
    const run = this.#run
    if (!run) return 0
    const unsent = await run.sockets.drained(peer)
    await run.captureKeepsUp()
    return unsent
  }

  async recorded(): Promise<void> {
    await this.#run?.recorder.written()
  }

  hear(peer: BehaviourPeer, tap: PeerTap): () => void {
    return this.#automation.hear(peer, tap)
  }

  note(event: CaptureEvent): void {
    this.#run?.recorder.event(0, event)
  }

  peers(query: PeerQuery): PeerPage {
    return this.#run?.sockets.page(query) ?? { total: 0, revision: 0, rows: [] }
  }

  /** Makes the sockets of a run, still closed. */
  protected abstract makeSockets(parts: RunParts<C>): RunSockets<C>

  #setState(state: EndpointState): void {
    this.#state = state
    this.surroundings.changed()
  }

  async #start(): Promise<void> {
    while (this.#stopping) await this.#stopping
    // A run that ends by itself is neither starting nor stopping by hand.
    if (this.#run?.finishing) await this.#run.finishing
    this.#assertWanted()
    if (isRunning(this.#state)) return
    this.#setState({ is: 'starting' })
    const run = await this.#begin()
    try {
      this.#assertWanted()
      await run.sockets.open(run.signal)
      this.#assertWanted()
    } catch (thrown) {
      const failure = run.signal.aborted || this.#wanted === 'stopped' ? null : toFailure(thrown)
      if (failure && !run.sockets.tellsFailures) run.recorder.event(0, { event: 'start-failed', failure })
      await this.#finish(run, failure)
      throw thrown
    }
  }

  async #begin(): Promise<Run<C>> {
    // The sockets of the new run take the options that are valid when they are made, so none of them waits.
    this.#runConfig = null
    try {
      // A text that does not compile must not leave a capture behind.
      this.#automation.check(this.#config)
      const [unavailable] = await unavailableOptions(this.#config.kind, { ...this.#config.options })
      if (unavailable) throw unavailable
      const recorder = await this.surroundings.openRecorder(this.#config)
      const config = this.#config
      recorder.setEncoding(config.options.encoding)
      this.#sendings = new Sendings(this.surroundings.payloadSources)
      const run = this.#makeRun(config, recorder)

      this.#run = run
      this.#runConfig = config
      return run
    } catch (thrown) {
      this.#setState({ is: 'failed', failure: toFailure(thrown) })
      throw thrown
    }
  }

  #makeRun(config: C, recorder: Recorder): Run<C> {
    const traffic = new Traffic()
    const script = new ScriptSlot(recorder, this.scriptConsole)
    const behaviour = this.#automation.behaviour(this.#automation.rules(config), script, config)
    const changed = () => this.surroundings.changed()
    const run: Run<C> = new Run(
      recorder,
      traffic,
      script,
      this.makeSockets({
        config: configWithFilePaths(config, this.surroundings.fileAt),
        recorder,
        traffic,
        behaviour,
        tls: this.surroundings,
        changed,
        setState: (state) => {
          if (!run.finishing) this.#setState(state)
        },
        finish: (failure) => void this.#finish(run, failure),
      }),
      changed,
    )
    return run
  }

  async #stop(): Promise<void> {
    this.#run?.abort()
    // Its failure is told to whoever started.
    await this.#starting?.catch(() => undefined)
    const run = this.#run
    if (!run || !isRunning(this.#state)) return
    await this.#finish(run, null)
  }

  /** Ends a run: sockets closed, `stopped` recorded, capture flushed. Later calls wait for the first. */
  #finish(run: Run<C>, failure: Failure | null): Promise<void> {
    run.finishing ??= this.#end(run, failure)
    return run.finishing
  }

  async #end(run: Run<C>, failure: Failure | null): Promise<void> {
    run.abort()
    this.#setState({ is: 'stopping' })
    let last = failure
    try {
      // Whatever becomes of the sockets, the capture's files and lock are given back.
      await run.sockets.close().finally(async () => {
        await run.script.finish()
        run.recorder.event(0, { event: 'stopped' })
        await run.recorder.close()
      })
    } catch (thrown) {
      last = toFailure(thrown)
    }
    run.end()
    this.#setState(last ? { is: 'failed', failure: last } : { is: 'stopped' })
  }

  #assertWanted(): void {
    if (this.#wanted === 'stopped') throw new SockwrightError('E_ENDPOINT_STATE', { state: 'stopping' })
  }

  #open(): RunSockets<C> {
    const state = this.#state.is
    const ready = state === 'listening' || state === 'bound' || state === 'connected'
    if (!this.#run || !ready) throw new SockwrightError('E_ENDPOINT_STATE', { state })
    return this.#run.sockets
  }
}
