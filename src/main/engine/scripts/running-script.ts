import type { Worker } from 'node:worker_threads'
import { assertNever } from '../../../shared/assert-never'
import type { NamedCause } from '../../../shared/capture/record'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { mostScriptOutput } from '../../../shared/scripts/endpoint-script'
import type { BehaviourPeer } from '../rules/behaviour'
import { startThread } from '../thread/start-thread'
import { InputQueue } from './input-queue'
import { brokenMachine } from './sandbox-failure'
import type { ScriptOutput, ScriptReport, ScriptRequest, ScriptTask } from './script-protocol'

/** A thread that has not answered for so long is ended, ms. Its own deadline is much shorter. */
const hungMs = 10_000
/** What is still to be done when an endpoint stops has so long, ms. */
const finishMs = 2_000
/** More waiting for one peer refuses what would add to it, bytes. */
const slowPeerBytes = mostScriptOutput

type Sending = Extract<ScriptOutput, { do: 'send' }>

/** Where a script tells what it does. */
export interface ScriptListener {
  running(): void
  logged(peer: number, level: 'log' | 'warn' | 'error', text: string): void
  /** A call failed; the script goes on. */
  failed(peer: number, failure: Failure): void
  /** It is over. */
  stopped(failure: Failure): void
}

/**
 * A script in its thread, from its start to its end. Peers pause reading while much of what they sent waits for it. It
 * owns the thread: whatever happens there, it ends with {@link finish} or {@link stop}.
 */
export class RunningScript {
  readonly #thread: Worker
  readonly #peers = new Map<number, BehaviourPeer>()
  readonly #queue = new InputQueue((request, transfer) => this.#post(request, transfer))
  readonly #watch: NodeJS.Timeout
  #heardAt = performance.now()
  #isOver = false
  #whenOver: () => void = () => undefined

  constructor(
    task: ScriptTask,
    private readonly cause: NamedCause,
    private readonly listener: ScriptListener,
  ) {
    this.#thread = startThread('script-thread', {
      workerData: task,
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    })
    this.#thread.on('message', (report: ScriptReport) => this.#heard(report))
    this.#thread.on('error', (thrown) => this.#over(brokenMachine(thrown)))
    this.#thread.on('exit', () => this.#over(hung()))
    this.#watch = setInterval(() => this.#look(), 1_000)
  }

  /** A peer opened, or was there when the script began. */
  opened(peer: BehaviourPeer): void {
    if (this.#isOver || this.#peers.get(peer.peer) === peer) return
    this.#peers.set(peer.peer, peer)
    this.#queue.opened(peer)
  }

  received(peer: BehaviourPeer, message: Uint8Array, whole: boolean): void {
    if (!this.#isOver) this.#queue.message(peer, message, whole)
  }

  closed(peer: BehaviourPeer): void {
    if (!this.#peers.delete(peer.peer)) return
    if (!this.#isOver) this.#queue.closed(peer)
  }

  /** Every peer is gone: what it was told is still done, within two seconds. Resolves when the thread has ended. */
  async finish(): Promise<void> {
    if (!this.#isOver) {
      for (const peer of [...this.#peers.values()]) this.closed(peer)
      const over = new Promise<void>((resolve) => (this.#whenOver = resolve))
      this.#queue.flush()
      this.#post({ ask: 'finish' })
      const grace = setTimeout(() => this.#over(unfinished()), finishMs)
      await over
      clearTimeout(grace)
    }
    await this.#thread.terminate()
  }

  /** Ends at once what it is doing. */
  stop(): void {
    this.#over(null)
  }

  #post(request: ScriptRequest, transfer: ArrayBuffer[] = []): void {
    this.#thread.postMessage(request, transfer)
  }

  #look(): void {
    if (performance.now() - this.#heardAt > hungMs) this.#over(hung())
    else this.#post({ ask: 'alive' })
  }

  #heard(report: ScriptReport): void {
    if (this.#isOver) return
    this.#heardAt = performance.now()
    switch (report.is) {
      case 'running':
        return this.listener.running()
      case 'alive':
        return
      case 'done':
        return this.#done(report.outputs, report.bytes, report.handled)
      case 'stopped':
        return this.#over(report.failure)
      case 'finished':
        return this.#over(null)
      default:
        return assertNever(report)
    }
  }

  #done(outputs: readonly ScriptOutput[], bytes: Uint8Array, handled: number): void {
    let at = 0
    for (const output of outputs) {
      if (output.do !== 'send') this.#do(output)
      else this.#send(output, bytes.subarray(at, (at += output.length)))
    }
    if (at > 0) this.#post({ ask: 'go-on', taken: at })
    this.#queue.handled(handled)
  }

  #send({ peer: number, isText }: Sending, bytes: Uint8Array): void {
    const peer = this.#peers.get(number)
    if (!peer) return
    const queued = peer.queuedBytes
    if (queued < slowPeerBytes) return peer.answer(bytes, this.cause, { frame: null, isText })
    const failure = new SockwrightError('E_PEER_SLOW', { peer: number, queued }).toFailure()
    peer.tell({ event: 'answer-failed', failure })
  }

  #do(output: Exclude<ScriptOutput, Sending>): void {
    switch (output.do) {
      case 'end':
        return this.#endPeer(output.peer, output.how)
      case 'log':
        return this.listener.logged(this.#known(output.peer), output.level, output.text)
      case 'fail':
        return this.listener.failed(this.#known(output.peer), output.failure)
      default:
        return assertNever(output)
    }
  }

  #endPeer(number: number, how: 'half-close' | 'close' | 'reset'): void {
    const peer = this.#peers.get(number)
    if (how === 'half-close') peer?.halfClose()
    else if (how === 'close') peer?.close()
    else peer?.reset()
  }

  /** Nothing may be recorded of a peer behind its last event. */
  #known(peer: number): number {
    return this.#peers.has(peer) ? peer : 0
  }

  /** Only the first end counts. Null: it was asked to end. */
  #over(failure: Failure | null): void {
    if (this.#isOver) return
    this.#isOver = true
    clearInterval(this.#watch)
    this.#queue.release()
    this.#peers.clear()
    void this.#thread.terminate()
    if (failure) this.listener.stopped(failure)
    this.#whenOver()
  }
}

function unfinished(): Failure {
  return new SockwrightError('E_SCRIPT_UNFINISHED', { ms: finishMs }).toFailure()
}

function hung(): Failure {
  return new SockwrightError('E_SCRIPT_HUNG').toFailure()
}
