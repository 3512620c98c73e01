import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { assertNever } from '../../../shared/assert-never'
import type { NamedCause } from '../../../shared/capture/record'
import type { Target } from '../../../shared/contract/engine/endpoint-calls'
import type { RunEnd, SequenceStatus } from '../../../shared/contract/engine/run-calls'
import { failureFact, SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import { languages } from '../../../shared/language/local-text'
import type { PayloadMatch } from '../../../shared/payload/payload-context'
import type { PayloadTemplate } from '../../../shared/payload/payload-template'
import type {
  CompiledLoopEnd,
  CompiledSending,
  CompiledStep,
} from '../../../shared/sequences/compile-sequence'
import type { SequenceId } from '../../../shared/sequences/sequence'
import { stepNumber, type StepPath } from '../../../shared/sequences/step-path'
import type { Endpoint } from '../endpoints/endpoint'
import type { BehaviourPeer } from '../rules/behaviour'
import type { AtWork, RunHost } from '../runs/at-work'
import { BlockMemory } from '../runs/block-memory'
import { FileLane } from '../runs/file-lane'
import { OutgoingFile } from '../runs/outgoing-file'
import { untilAborted } from '../timing/until-aborted'
import { MessageInbox, type Watch } from './message-inbox'
import { SequenceValues } from './sequence-values'

/** What is run, and on which connection. */
export interface SequencePlan {
  /** Null for one that no workspace holds. */
  readonly id: SequenceId | null
  readonly name: string
  readonly steps: readonly CompiledStep[]
  readonly peer: BehaviourPeer
  /** What the message that set it off was matched with. */
  readonly match: PayloadMatch | null
  /** Where a file may be read; rejects with `E_PATH_FORBIDDEN`. */
  sendPath(path: string): Promise<string>
}

/** Does the steps of a sequence on one connection, one after the other, until the last, a failure, or a stop. */
export class SequenceRun implements AtWork {
  readonly startedAt = Date.now()
  readonly #cause: NamedCause
  readonly #inbox: MessageInbox
  readonly #values: SequenceValues
  readonly #ending = new AbortController()
  readonly #deaf: () => void
  /** The step that is done now, or was the last. */
  #at: StepPath = []
  /** The rounds of the loops around it, outermost first, from 1. */
  #rounds: number[] = []
  #done = 0
  #end: RunEnd | null = null

  constructor(
    readonly run: number,
    readonly endpoint: Endpoint,
    private readonly plan: SequencePlan,
    private readonly host: RunHost,
  ) {
    const { peer, name, match, steps } = plan
    this.#cause = `sequence:${name}`
    this.#values = new SequenceValues(
      endpoint.sendings.sources,
      endpoint.config.options.encoding,
      peer,
      match,
    )
    this.#inbox = new MessageInbox(peer, waitsForMessages(steps))
    this.#deaf = endpoint.hear(peer, this.#inbox)
    void this.#perform()
  }

  stop(by: RunEnd): void {
    if (this.#end) return
    // An endpoint that stops because its only connection has ended must not hide what the sequence waited for.
    const isLeft = by.by === 'endpoint' && this.#inbox.isAwaited && this.#inbox.isClosed
    const end: RunEnd = isLeft ? { by: 'failure', failure: this.#told(this.#gone().toFailure()) } : by
    this.#end = end
    this.#ending.abort()
    this.#deaf()
    this.#inbox.clear()
    const outcome = end.by === 'itself' ? 'passed' : end.by === 'failure' ? 'failed' : 'stopped'
    const failure = end.by === 'failure' ? end.failure : null
    const event = { event: 'sequence-ended', sequence: this.plan.name, outcome, failure } as const
    // The close of a peer is its last event.
    if (this.#inbox.isClosed) this.endpoint.note(event)
    else this.plan.peer.tell(event)
  }

  status(): SequenceStatus {
    const { id, name, peer } = this.plan
    const target: Target = { to: 'peers', peers: [peer.peer] }
    return {
      run: this.run,
      kind: 'sequence',
      endpoint: this.endpoint.config.id,
      target,
      sequence: id,
      name,
      at: this.#at,
      rounds: [...this.#rounds],
      done: this.#done,
      startedAt: this.startedAt,
      lastFailure: null,
      end: this.#end,
    }
  }

  async #perform(): Promise<void> {
    // Whoever begins it has to have it in the list before anything can end it.
    await nextTurn()
    try {
      await this.#steps(this.plan.steps, [])
      this.host.ended({ by: 'itself' })
    } catch (thrown) {
      // What was stopped has not failed; its end is told.
      if (!this.#end) this.host.ended({ by: 'failure', failure: this.#told(toFailure(thrown)) })
    }
  }

  async #steps(steps: readonly CompiledStep[], above: StepPath): Promise<void> {
    for (const [place, step] of steps.entries()) {
      this.#ending.signal.throwIfAborted()
      this.#at = [...above, place]
      this.host.changed()
      await this.#do(step, this.#at)
      this.#done += 1
    }
  }

  async #do(step: CompiledStep, path: StepPath): Promise<void> {
    switch (step.do) {
      case 'send':
        return this.#send(step.sending)
      case 'wait':
        return void (await pause(step.ms, null, { signal: this.#ending.signal }))
      case 'expect':
        return this.#expect(step)
      case 'set':
        return this.#values.set(step.variable, step.template)
      case 'loop':
        return this.#loop(step.until, step.steps, path)
      case 'half-close':
      case 'close':
      case 'reset':
        return this.#endPeer(step.do)
      default:
        return assertNever(step)
    }
  }

  #endPeer(how: 'half-close' | 'close' | 'reset'): void {
    if (this.#inbox.isClosed) throw this.#gone()
    const { peer } = this.plan
    if (how === 'half-close') peer.halfClose()
    else if (how === 'close') peer.close()
    else peer.reset()
  }

  async #send(sending: CompiledSending): Promise<void> {
    if (sending.is === 'file') return this.#sendFile(sending)
    const { signal } = this.#ending
    const { peer } = this.plan.peer
    const outgoing = this.#values.next(sending.template)
    for (;;) {
      const [outcome] = await this.endpoint.send({ to: 'peers', peers: [peer] }, outgoing, this.#cause)
      if (!outcome || outcome.ok) return
      if (outcome.failure.code !== 'E_PEER_SLOW') throw SockwrightError.from(outcome.failure)
      await untilAborted(this.endpoint.drained(peer), signal)
    }
  }

  async #sendFile({ file: { chunkBytes, delayMs }, name }: CompiledSending & { is: 'file' }): Promise<void> {
    const { peer } = this.plan
    const { match, sources } = this.#values
    const typed = name({ recipient: peer, sending: 0, match, sources })
    const file = await OutgoingFile.open(await this.plan.sendPath(typed))
    try {
      await new FileLane(peer.peer, typed, file, {
        endpoint: this.endpoint,
        pacing: { chunkBytes, delayMs },
        cause: this.#cause,
        memory: new BlockMemory(chunkBytes, file.bytes),
        signal: this.#ending.signal,
        sent: () => this.host.changed(),
      }).run()
    } finally {
      await file.close()
    }
  }

  async #expect({ matcher, timeoutMs }: CompiledStep & { do: 'expect' }): Promise<void> {
    const found = await this.#inbox.find(matcher, timeoutMs, this.#ending.signal)
    switch (found.is) {
      case 'found':
        this.#values.match = found.match
        return
      case 'late':
        throw new SockwrightError('E_SEQUENCE_TIMEOUT', { ms: timeoutMs, heard: found.heard })
      case 'closed':
        throw this.#gone()
      default:
        assertNever(found)
    }
  }

  async #loop(until: CompiledLoopEnd, steps: readonly CompiledStep[], path: StepPath): Promise<void> {
    const watch = until.is === 'message' ? { matcher: until.matcher, hit: false } : null
    if (watch) this.#inbox.watch(watch)
    const depth = this.#rounds.push(0) - 1
    try {
      for (let round = 1; round <= until.times; round += 1) {
        this.#rounds[depth] = round
        await this.#steps(steps, path)
        this.#at = path
        if (this.#isOver(until, watch)) return
        // A loop that waits for nothing lets sockets and calls have their turn.
        await nextTurn()
      }
      if (until.is !== 'times') throw new SockwrightError('E_SEQUENCE_ROUNDS', { rounds: until.times })
    } finally {
      this.#rounds.length = depth
      if (watch) this.#inbox.unwatch(watch)
    }
  }

  #isOver(until: CompiledLoopEnd, watch: Watch | null): boolean {
    if (until.is === 'value') return until.matcher.match(this.#valueOf(until.template)) !== null
    return watch?.hit ?? false
  }

  #valueOf(template: PayloadTemplate): Uint8Array {
    return this.#values.bytes(template)
  }

  #gone(): SockwrightError {
    return new SockwrightError('E_SEQUENCE_PEER')
  }

  /** A failure with the number of its step; what is not of sequences themselves becomes the reason of one. */
  #told(failure: Failure): Failure {
    const facts = { step: stepNumber(this.#at), peer: this.plan.peer.peer }
    const { code, details } = failure
    if (code === 'E_PEER_UNKNOWN' || code === 'E_NO_PEER')
      return new SockwrightError('E_SEQUENCE_PEER', facts).toFailure()
    if (code.startsWith('E_SEQUENCE_')) return new SockwrightError(code, { ...details, ...facts }).toFailure()
    const reason = Object.fromEntries(
      languages.map((language) => [language, failureFact(failure, language).replace(/[.。]$/, '')]),
    )
    return new SockwrightError('E_SEQUENCE_STEP', { ...facts, reason, failure }).toFailure()
  }
}

function waitsForMessages(steps: readonly CompiledStep[]): boolean {
  return steps.some((step) => step.do === 'expect' || (step.do === 'loop' && waitsForMessages(step.steps)))
}
