import { assertNever } from '../../../shared/assert-never'
import { brokenMachine, ScriptStop } from './sandbox-failure'
import { Sandbox } from './sandbox'
import { ScriptOutbox, type PostReport } from './script-outbox'
import type { ScriptInput, ScriptRequest, ScriptTask } from './script-protocol'
import { ScriptTimers } from './script-timers'

/** So many bytes on their way to the engine make the script wait. */
const mostUntaken = 16 * 1024 * 1024
/** What has gathered is told when it is so much, bytes, or so old, ms. */
const flushBytes = 64 * 1024
const flushMs = 4
/** ms of work before requests and timers have their turn. */
const turnMs = 20

/** An input, with the bytes of its message. */
interface Heard {
  readonly input: ScriptInput
  readonly bytes: Uint8Array<ArrayBuffer>
}

const nothing = new Uint8Array(0)

/** A script at work in its thread: it is told what happens in order, one call after the other. */
export class ScriptWorker {
  readonly #outbox: ScriptOutbox
  readonly #timers = new ScriptTimers(() => this.#turnSoon())
  #sandbox: Sandbox | null = null
  #queue: Heard[] = []
  #next = 0
  #isTurnDue = false
  #flushedAt = 0
  #isFinishing = false
  #isOver = false

  constructor(private readonly post: PostReport) {
    this.#outbox = new ScriptOutbox(post)
  }

  /** Runs the script once; from then on it hears. Never rejects: a failure is told. */
  async start(task: ScriptTask): Promise<void> {
    const outbox = this.#outbox
    try {
      const sandbox = await Sandbox.make(task, {
        send: (peer, bytes, isText) => outbox.send(peer, bytes, isText),
        end: (peer, how) => outbox.end(peer, how),
        log: (peer, level, text) => outbox.log(peer, level, text),
        failed: (peer, failure) => outbox.fail(peer, failure),
        startTimer: (timer, ms, repeats) => this.#timers.start(timer, ms, repeats),
        stopTimer: (timer) => this.#timers.stop(timer),
      })
      sandbox.load()
      this.#sandbox = sandbox
      outbox.flush()
      this.post({ is: 'running' })
      this.#turnSoon()
    } catch (thrown) {
      this.#stop(thrown)
    }
  }

  take(request: ScriptRequest): void {
    switch (request.ask) {
      case 'hear':
        this.#hear(request.inputs, request.bytes)
        break
      case 'go-on':
        this.#outbox.taken(request.taken)
        break
      case 'alive':
        this.post({ is: 'alive' })
        break
      case 'finish':
        this.#isFinishing = true
        this.#timers.end()
        break
      default:
        assertNever(request)
    }
    this.#turnSoon()
  }

  #hear(inputs: readonly ScriptInput[], bytes: Uint8Array<ArrayBuffer>): void {
    let at = 0
    for (const input of inputs) {
      if (input.is !== 'message') {
        this.#queue.push({ input, bytes: nothing })
        continue
      }
      // A copy of its own: the sandbox is given whole buffers.
      this.#queue.push({ input, bytes: bytes.slice(at, at + input.length) })
      at += input.length
    }
  }

  #turnSoon(): void {
    if (this.#isTurnDue || this.#isOver || !this.#sandbox) return
    this.#isTurnDue = true
    setImmediate(() => {
      this.#isTurnDue = false
      this.#turn(this.#sandbox!)
    })
  }

  #turn(sandbox: Sandbox): void {
    const until = performance.now() + turnMs
    let more = true
    try {
      while (more && this.#outbox.untakenBytes < mostUntaken && performance.now() < until) {
        more = this.#step(sandbox)
        this.#flushIfDue()
      }
    } catch (thrown) {
      return this.#stop(thrown)
    }
    this.#outbox.flush()
    // One that waits for the engine goes on when that has told so.
    if (more && this.#outbox.untakenBytes < mostUntaken) this.#turnSoon()
    if (!more && this.#isFinishing) this.#finish()
  }

  /** One call; false where nothing is to be done. What was heard comes before timers, which take turns with it. */
  #step(sandbox: Sandbox): boolean {
    const timer = this.#timers.take()
    if (timer) sandbox.timer(timer.timer, timer.repeats)
    const heard = this.#queue[this.#next]
    if (!heard) return timer !== null
    this.#next++
    if (this.#next === this.#queue.length || this.#next > 4_096) {
      this.#queue = this.#queue.slice(this.#next)
      this.#next = 0
    }
    tell(sandbox, heard)
    this.#outbox.handled()
    return true
  }

  #flushIfDue(): void {
    const now = performance.now()
    if (this.#outbox.waitingBytes < flushBytes && now - this.#flushedAt < flushMs) return
    this.#flushedAt = now
    this.#outbox.flush()
  }

  #stop(thrown: unknown): void {
    this.#end()
    this.post({
      is: 'stopped',
      failure: thrown instanceof ScriptStop ? thrown.failure : brokenMachine(thrown),
    })
  }

  #finish(): void {
    this.#end()
    this.post({ is: 'finished' })
  }

  #end(): void {
    this.#isOver = true
    this.#timers.end()
    this.#outbox.flush()
  }
}

function tell(sandbox: Sandbox, { input, bytes }: Heard): void {
  switch (input.is) {
    case 'opened':
      return sandbox.opened(input.peer, input.remote, input.local)
    case 'message':
      return sandbox.message(input.peer, bytes, input.whole)
    case 'closed':
      return sandbox.closed(input.peer)
    default:
      return assertNever(input)
  }
}
