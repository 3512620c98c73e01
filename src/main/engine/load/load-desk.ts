import { isIP } from 'node:net'
import type { Worker } from 'node:worker_threads'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { LoadPlan } from '../../../shared/load/load-plan'
import type { LoadEnd, LoadSecond, LoadStatus, LoadTotals } from '../../../shared/load/load-status'
import { payloadTemplate } from '../../../shared/payload/payload-template'
import { compileMatch } from '../../../shared/rules/compile-match'
import { socketFailure } from '../endpoints/socket-failure'
import { systemLookUp, type LookUp } from '../network/look-up'
import { OpenFileLimit } from '../network/open-file-limit'
import { startThread } from '../thread/start-thread'
import type { LoadReport, LoadRequest, LoadTask } from './load-protocol'
import { isOurs } from './target-reach'

/** Open files that are left for everything else. */
const otherFiles = 128
/** A thread that has not ended its sockets by then is ended with them, ms. */
const stopGraceMs = 3_000

const nothing: LoadTotals = {
  elapsedMs: 0,
  connected: 0,
  connections: 0,
  sent: 0,
  sentBytes: 0,
  replies: 0,
  receivedBytes: 0,
  missed: 0,
  errors: [],
  latencies: null,
}

/** What a load needs of the engine around it. */
export interface LoadSurroundings {
  /** The variables of the workspace, and whether its payloads may read the environment. */
  variables(): Readonly<Record<string, string>>
  mayReadEnvironment(): boolean
  /** What {@link LoadDesk.status} tells has changed. */
  changed(): void
}

/** A load in its thread. */
interface Running {
  readonly thread: Worker
  readonly over: Promise<void>
  end(end: LoadEnd): void
}

/** The load of an engine: one at a time, and the last one stays to be seen. */
export class LoadDesk {
  #last = 0
  #running: Running | null = null
  #status: Omit<LoadStatus, 'seconds'> | null = null
  #seconds: LoadSecond[] = []
  #isStarting = false

  constructor(
    private readonly surroundings: LoadSurroundings,
    private readonly lookUp: LookUp = systemLookUp,
    private readonly openFiles = new OpenFileLimit().limit,
  ) {}

  /**
   * Starts a load. Fails with `E_LOAD_BUSY`; with the failures of its payload and match; with `E_LOAD_PUBLIC` for a
   * target of others that `mayReachOthers` does not stand for; with `E_LOAD_FILES`; with those of looking up its host.
   */
  async start(plan: LoadPlan): Promise<LoadStatus> {
    if (this.#running || this.#isStarting) throw new SockwrightError('E_LOAD_BUSY')
    this.#isStarting = true
    try {
      this.#check(plan)
      const address = await this.#addressOf(plan)
      this.#begin(plan, address)
      return this.status(0)
    } finally {
      this.#isStarting = false
    }
  }

  /** Was there any load yet? */
  get hasAny(): boolean {
    return this.#status !== null
  }

  /** The load that runs, or the last one, with its seconds behind `after`. Fails with `E_LOAD_NONE`. */
  status(after: number): LoadStatus {
    if (!this.#status) throw new SockwrightError('E_LOAD_NONE')
    return { ...this.#status, seconds: this.#seconds.slice(after) }
  }

  /** Ends the load; resolves when all of its sockets are closed. Nothing happens where none runs. */
  async stop(): Promise<void> {
    const running = this.#running
    if (!running) return
    running.thread.postMessage({ ask: 'stop' } satisfies LoadRequest)
    const grace = setTimeout(() => running.end({ by: 'person' }), stopGraceMs)
    await running.over
    clearTimeout(grace)
  }

  /** Throws what can be known before anything is opened. */
  #check({ payload, encoding, expect, clients, target }: LoadPlan): void {
    const variables = new Set(Object.keys(this.surroundings.variables()))
    const { constant } = payloadTemplate(payload, { scope: { match: null, variables }, encoding })
    if (constant?.length === 0 && target.transport === 'tcp') throw new SockwrightError('E_PAYLOAD_EMPTY')
    if (expect) compileMatch(expect, encoding)
    const most = Math.max(1, this.openFiles - otherFiles)
    if (clients > most) throw new SockwrightError('E_LOAD_FILES', { clients, limit: this.openFiles, most })
  }

  /** The load goes to the very address that was judged, whatever a later look-up would say. */
  async #addressOf({ target: { host }, mayReachOthers }: LoadPlan): Promise<string> {
    const found = isIP(host) === 0 ? await this.#find(host) : [host]
    const address = found[0]!
    if (!mayReachOthers && !isOurs(address)) {
      const target = host === address ? host : `${host} (${address})`
      throw new SockwrightError('E_LOAD_PUBLIC', { host, address, target })
    }
    return address
  }

  async #find(host: string): Promise<readonly string[]> {
    return this.lookUp(host).catch((thrown: unknown) => {
      throw socketFailure(thrown, { operation: 'look-up', host })
    })
  }

  #begin(plan: LoadPlan, address: string): void {
    const task: LoadTask = {
      plan,
      address,
      variables: this.surroundings.variables(),
      mayReadEnvironment: this.surroundings.mayReadEnvironment(),
    }
    const thread = startThread('load-thread', { workerData: task, stdin: false })
    this.#seconds = []
    this.#status = { load: ++this.#last, plan, address, startedAt: Date.now(), totals: nothing, end: null }
    this.#running = this.#watched(thread)
    this.surroundings.changed()
  }

  #watched(thread: Worker): Running {
    let told: () => void = () => undefined
    const over = new Promise<void>((resolve) => (told = resolve))
    const end = (last: LoadEnd) => {
      if (this.#running?.thread !== thread || !this.#status) return
      this.#status = { ...this.#status, end: last, totals: { ...this.#status.totals, connected: 0 } }
      this.#running = null
      void thread.terminate().then(told)
      this.surroundings.changed()
    }
    const failed = (failure: Failure) => end({ by: 'failure', failure })
    thread.on('message', (report: LoadReport) => this.#heard(report, end))
    thread.on('error', (thrown) => failed(toFailure(thrown)))
    thread.on('exit', () => failed(toFailure(new Error('the load thread ended'))))
    return { thread, over, end }
  }

  #heard({ totals, seconds, end }: LoadReport, over: (end: LoadEnd) => void): void {
    if (!this.#status) return
    this.#status = { ...this.#status, totals }
    this.#seconds.push(...seconds)
    if (end) over(end)
    else this.surroundings.changed()
  }
}
