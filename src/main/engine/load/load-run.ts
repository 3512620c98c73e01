import { toFailure, type SockwrightError } from '../../../shared/contract/errors'
import type { LoadEnd } from '../../../shared/load/load-status'
import { payloadTemplate, type PayloadTemplate } from '../../../shared/payload/payload-template'
import { compileMatch } from '../../../shared/rules/compile-match'
import { optionsFramer } from '../endpoints/framing/framer-maker'
import { processSources } from '../payload/payload-sources'
import { bytesFor, Sendings } from '../payload/sendings'
import type { LoadClient, LoadSetting } from './load-client'
import { LoadCounts } from './load-counts'
import type { LoadReport, LoadTask } from './load-protocol'
import { LoadSchedule } from './load-schedule'
import { TcpLoadClient } from './tcp-load-client'
import { UdpLoadClient } from './udp-load-client'

/** ms between two reports, and between two looks for replies that do not come. */
const reportMs = 250
const expireMs = 20
/** So many messages leave before sockets have their turn. */
const messagesPerTurn = 2_000
/** Of one client, where it sends as fast as it can and waits for nothing. */
const messagesPerClient = 64
/** The last second of a load counts as one where it lasted so long, ms. */
const shortestSecondMs = 100
/** The longest reply, bytes; a longer one counts as replies of this size. */
const longestReply = 1_048_576

/** A load at work, in its own thread: from its first client to the end of the last socket. */
export class LoadRun {
  readonly #counts = new LoadCounts()
  readonly #clients: LoadClient[]
  readonly #schedule: LoadSchedule | null
  readonly #template: PayloadTemplate
  readonly #sendings: Sendings
  readonly #startedAt = performance.now()
  /** Clients that may send, where no rate is wanted. */
  readonly #eager = new Set<LoadClient>()
  #opened = 0
  #lost = 0
  /** Messages of the schedule that were sent or missed. */
  #issued = 0
  /** Whose turn it is. */
  #turn = 0
  #seconds = 0
  #reportedAt = 0
  #expiredAt = 0
  #isTicking = true
  #end: LoadEnd | null = null

  constructor(
    private readonly task: LoadTask,
    private readonly report: (report: LoadReport) => void,
  ) {
    const { plan, address, variables, mayReadEnvironment } = task
    const { encoding, expect, rate, rampUpMs, target } = plan
    this.#template = payloadTemplate(plan.payload, { encoding })
    this.#sendings = new Sendings(
      processSources({ variables: () => variables, mayReadEnvironment: () => mayReadEnvironment }),
    )
    this.#schedule = rate === null ? null : new LoadSchedule(rate, rampUpMs)
    const setting: LoadSetting = {
      address,
      port: target.port,
      matcher: expect && compileMatch(expect, encoding),
      replyMs: plan.replyMs,
      makeFramer: optionsFramer({ framing: plan.framing, maxMessage: longestReply }),
      counts: this.#counts,
      ready: (client) => this.#ready(client),
      gaveUp: (_, failure) => this.#clientLost(failure),
    }
    const Client = target.transport === 'tcp' ? TcpLoadClient : UdpLoadClient
    this.#clients = Array.from({ length: plan.clients }, (_, index) => new Client(index + 1, setting))
  }

  start(): void {
    this.#tick()
  }

  stop(): void {
    this.#finish({ by: 'person' })
  }

  get #elapsed(): number {
    return performance.now() - this.#startedAt
  }

  /** Everything that goes by the clock. */
  #tick(): void {
    if (!this.#isTicking) return
    const elapsed = this.#elapsed
    this.#openClients(elapsed)
    if (elapsed - this.#expiredAt >= expireMs) {
      this.#expiredAt = elapsed
      for (let index = 0; index < this.#opened; index++) this.#clients[index]!.expire(performance.now())
    }
    this.#tellTime(elapsed)
    const isBehind = this.#schedule ? this.#sendDue(this.#schedule, elapsed) : this.#sendEager()
    this.#endByItself(elapsed)
    if (isBehind) setImmediate(() => this.#tick())
    else setTimeout(() => this.#tick(), 1)
  }

  #openClients(elapsed: number): void {
    const { clients, rampUpMs } = this.task.plan
    const due = rampUpMs === 0 ? clients : Math.min(clients, 1 + Math.floor((elapsed / rampUpMs) * clients))
    // A burst of more would only fill the backlog of the target.
    for (let left = 128; this.#opened < due && left > 0; left--) this.#clients[this.#opened++]!.open()
  }

  #tellTime(elapsed: number): void {
    while (elapsed >= (this.#seconds + 1) * 1_000) {
      this.#seconds++
      this.#counts.secondOver()
    }
    if (elapsed - this.#reportedAt < reportMs) return
    this.#reportedAt = elapsed
    this.#tell(null)
  }

  /** True where more is due than one turn sends. */
  #sendDue(schedule: LoadSchedule, elapsed: number): boolean {
    const due = schedule.dueBy(elapsed)
    for (let left = messagesPerTurn; this.#issued < due && left > 0 && !this.#allSent(); left--) {
      this.#issued++
      const client = this.#nextReady()
      if (client) this.#send(client, this.#startedAt + schedule.timeOf(this.#issued))
      else this.#counts.missed++
    }
    return this.#issued < due && !this.#allSent()
  }

  /** Whoever is ready sends: the next message behind each reply, or as many as leave. */
  #sendEager(): boolean {
    const most = this.task.plan.expect ? 1 : messagesPerClient
    for (const client of [...this.#eager]) {
      for (let left = most; left > 0 && this.#maySend(client) && !this.#allSent(); left--)
        this.#send(client, performance.now())
      if (!this.#maySend(client)) this.#eager.delete(client)
    }
    return this.#eager.size > 0 && !this.#allSent()
  }

  #maySend(client: LoadClient): boolean {
    return client.isReady && (this.task.plan.expect === null || client.awaited === 0)
  }

  #ready(client: LoadClient): void {
    if (this.#schedule || this.#end) return
    if (this.task.plan.expect === null) this.#eager.add(client)
    else if (this.#maySend(client) && !this.#allSent()) this.#send(client, performance.now())
  }

  #nextReady(): LoadClient | null {
    for (let tried = 0; tried < this.#opened; tried++) {
      const client = this.#clients[this.#turn++ % this.#opened]!
      if (client.isReady) return client
    }
    return null
  }

  #send(client: LoadClient, due: number): void {
    try {
      client.send(bytesFor(this.#sendings.next(this.#template), client), due)
    } catch (thrown) {
      // A variable has no value: so will it be with the next one.
      this.#counts.failed(toFailure(thrown))
      this.#finish({ by: 'failure', failure: toFailure(thrown) })
    }
  }

  #allSent(): boolean {
    const { messages } = this.task.plan
    return this.#end !== null || (messages !== null && this.#counts.sent >= messages)
  }

  #endByItself(elapsed: number): void {
    const { forMs, expect } = this.task.plan
    const isDone = this.#allSent() && (expect === null || this.#counts.settled >= this.#counts.sent)
    if (elapsed >= forMs || isDone) this.#finish({ by: 'itself' })
  }

  #clientLost(failure: SockwrightError): void {
    if (++this.#lost >= this.#clients.length) this.#finish({ by: 'target', failure: failure.toFailure() })
  }

  /** Only the first end counts. */
  #finish(end: LoadEnd): void {
    if (this.#end) return
    this.#end = end
    this.#isTicking = false
    const elapsed = this.#elapsed
    void Promise.all(this.#clients.map((client) => client.close())).then(() => {
      // What came of the second that was cut short is a second too.
      if (elapsed >= this.#seconds * 1_000 + shortestSecondMs || this.#seconds === 0)
        this.#counts.secondOver()
      this.#tell(end, elapsed)
    })
  }

  #tell(end: LoadEnd | null, elapsed = this.#elapsed): void {
    this.report({ totals: this.#counts.totals(elapsed), seconds: this.#counts.takeSeconds(), end })
  }
}
