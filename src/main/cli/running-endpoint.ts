import { isUtf8 } from 'node:buffer'
import type { Target } from '../../shared/contract/engine/endpoint-calls'
import type { CaptureEvent } from '../../shared/capture/capture-event'
import type { RunStatus } from '../../shared/contract/engine/run-calls'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import type { FrameKind } from '../../shared/payload/payload-frame'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EndpointConfig, OptionInput } from '../../shared/endpoints/endpoint-config'
import { isWebSocket, socketRoles, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import { isRunning, type EndpointStatus } from '../../shared/endpoints/endpoint-status'
import type { FilePayload } from '../../shared/payload/file-payload'
import type { Rewrite } from '../../shared/relay/rewrite'
import type { LineEnding, Payload } from '../../shared/payload/payload'
import type { SequenceId } from '../../shared/sequences/sequence'
import { seriesFolders } from '../engine/capture/series-reader'
import { CaptureFollower, type FollowerOptions } from './capture-follower'
import type { EngineCaller } from './command-engine'
import type { Ending } from './ending'
import type { EndpointReporter, Summary } from './endpoint-reporter'
import { EndpointExport, type EndpointExportPlan } from './endpoint-export'
import { EndpointRuns } from './endpoint-runs'
import { EndpointSender } from './endpoint-sender'
import type { RepeatFlagsPlan } from './repeat-flags'
import { sendStandardInput } from './standard-input'

/** What one endpoint of a command does. */
export interface EndpointPlan {
  readonly kind: EndpointKind
  readonly name: string
  readonly options: OptionInput
  /** Sent to each peer that connects; by a UDP endpoint to its remote, once. */
  readonly payloads: readonly Payload[]
  /** Sends them again and again; null: once. */
  readonly repeat: RepeatFlagsPlan | null
  /** Sent after them, to the same, once. */
  readonly files: readonly FilePayload[]
  /** The most bytes of standard input in one sending; null for what is usual. */
  readonly inputChunk: number | null
  /** Whom standard input goes to; null: it is not read. */
  readonly inputTarget: Target | null
  /** What a relay rewrites. */
  readonly rewrites?: readonly Rewrite[]
  /** What a line typed at a terminal ends with. */
  readonly lineEnding: LineEnding
  /** Seconds; null: until a signal comes, or a client's connection ends. */
  readonly duration: number | null
  /** Where else the recording goes; null: nowhere. */
  readonly liveExport: EndpointExportPlan | null
}

/** With the sequence that a UDP endpoint runs at once, and every connection as it opens. */
export interface RunningPlan extends EndpointPlan {
  readonly sequence: SequenceId | null
}

/** The most bytes of standard input in one sending; those of a datagram are as with other tools of the kind. */
const inputBytes = { datagram: 8_192, stream: 65_536, message: 1_048_576 } as const

const eventsOnly = 'kind:event'

/** One endpoint from its start to its end, told to a reporter by way of its capture. */
export class RunningEndpoint {
  private readonly sender: EndpointSender
  private readonly runs: EndpointRuns
  private readonly liveExport: EndpointExport | null
  private following: Promise<CaptureFollower> | null = null
  private filesSent: () => void = () => undefined
  /** The files of the first peer have gone. */
  private readonly allFilesSent = new Promise<void>((resolve) => (this.filesSent = resolve))
  private boundTold: () => void = () => undefined
  /** What a UDP endpoint sends, and why it could not, is told after the place it is bound to. */
  private readonly isBoundTold = new Promise<void>((resolve) => (this.boundTold = resolve))
  private started = false
  private failedOnTheWay: Failure | null = null
  private sequenceFailed = false

  constructor(
    private readonly plan: RunningPlan,
    private readonly engine: EngineCaller,
    private readonly config: EndpointConfig,
    private readonly ending: Ending,
    private readonly reporter: EndpointReporter,
  ) {
    this.sender = new EndpointSender(engine, config.id, (failure) => reporter.failure(failure), ending.signal)
    this.runs = new EndpointRuns(engine, config.id, {
      failure: (failure) => reporter.failure(failure),
      ran: (run) => this.ran(run),
    })
    this.liveExport =
      plan.liveExport && new EndpointExport(engine, plan.liveExport, (failure) => reporter.failure(failure))
    engine.on('endpoint.status', ({ statuses }) => statuses.forEach((status) => this.statusChanged(status)))
  }

  /** Resolves when the endpoint has stopped and everything it recorded has been told. */
  async run(): Promise<Summary> {
    const { id: endpoint } = this.config
    this.engine.call('endpoint.start', { endpoint }).then(
      (status) => this.hasStarted(status),
      (failure: unknown) => this.ending.end(toFailure(failure)),
    )
    await this.ending.begins()
    const status = await this.engine.call('endpoint.stop', { endpoint })
    await this.runs.tellEnded()
    await this.tellRest(status)
    if (this.ending.failure) this.reporter.fatal(this.ending.failure)
    await this.tellExport()
    this.tellFailedOnTheWay()
    return summaryOf(status)
  }

  /** Did all sequences pass? */
  get asExpected(): boolean {
    return !this.sequenceFailed
  }

  /** Whoever connects to run a sequence is done with it. */
  private ran(run: RunStatus): void {
    this.reporter.ran(run)
    if (run.kind !== 'sequence') return
    if (run.end?.by !== 'itself') this.sequenceFailed = true
    if (socketRoles[this.plan.kind] !== 'server' && run.sequence === this.plan.sequence) this.ending.end(null)
  }

  private statusChanged(status: EndpointStatus): void {
    if (status.recording) this.followAll(status.recording.capture)
    if (!this.started || isRunning(status.state)) return
    this.ending.end(status.state.is === 'failed' ? status.state.failure : null)
  }

  private hasStarted(status: EndpointStatus): void {
    this.started = true
    this.statusChanged(status)
    if (this.plan.duration !== null) this.ending.endAfter(this.plan.duration)
    if (socketRoles[this.plan.kind] === 'datagrams') void this.isBoundTold.then(() => this.beginWithRemote())
    else this.beginInput()
  }

  private beginInput(): void {
    this.sendInput().catch((failure: unknown) => this.reporter.failure(toFailure(failure)))
  }

  /** Peers are looked for apart from the telling, which waits for a slow reader of stdout. */
  private followAll(capture: string): void {
    if (this.following) return
    this.liveExport?.begin(capture).catch((failure: unknown) => this.ending.end(toFailure(failure)))
    const filter = this.reporter.wantsData ? '' : eventsOnly
    this.following = this.follow(capture, filter, async (row, bytes) => {
      await this.reporter.row(row, bytes)
      if (row.event?.event === 'bound') this.boundTold()
    })
    this.follow(capture, eventsOnly, (row) => this.peerEvent(row)).catch((failure: unknown) =>
      this.ending.end(toFailure(failure)),
    )
  }

  private async follow(
    capture: string,
    filter: string,
    onRow: FollowerOptions['onRow'],
  ): Promise<CaptureFollower> {
    const follower = await CaptureFollower.open({ engine: this.engine, capture, filter, onRow })
    follower.follow(this.ending.signal).catch((failure: unknown) => this.ending.end(toFailure(failure)))
    return follower
  }

  private peerEvent(row: LogRow): void {
    if (row.event && opens(row.event, this.config)) {
      void this.sendPayloads({ to: 'peers', peers: [row.peer] })
    }
    if (row.event && row.peer > 0) this.sender.peerAppeared()
  }

  private async beginWithRemote(): Promise<void> {
    this.beginInput()
    const target = { to: 'remote' } as const
    const { sequence } = this.plan
    if (sequence !== null) await this.runs.runSequence(target, sequence)
    await this.sendPayloads(target)
  }

  private async sendPayloads(target: Target): Promise<void> {
    const { payloads, repeat, files } = this.plan
    if (repeat) await this.runs.repeat(target, payloads, repeat)
    else await this.sender.sendAll(target, payloads)
    await this.runs.sendFiles(target, files)
    this.filesSent()
  }

  private async sendInput(): Promise<void> {
    const target = this.plan.inputTarget
    if (!target) return
    const role = socketRoles[this.plan.kind]
    const sent = await sendStandardInput({
      input: process.stdin,
      lineEnding: this.plan.lineEnding,
      chunkBytes:
        this.plan.inputChunk ??
        inputBytes[isWebSocket(this.plan.kind) ? 'message' : role === 'datagrams' ? 'datagram' : 'stream'],
      byLine: isWebSocket(this.plan.kind),
      send: (bytes) => this.sender.sendPatiently(target, bytes, this.inputFrame(bytes)),
      signal: this.ending.signal,
    })
    // The end of the input is the end of what is sent; the other side may still answer.
    const sentFiles = this.plan.files.length > 0 && this.plan.repeat === null
    if ((sent === 0 && !sentFiles) || role !== 'client') return
    if (sentFiles) await this.allFilesSent
    if (this.ending.signal.aborted) return
    const how = isWebSocket(this.plan.kind) ? 'close' : 'half-close'
    await this.engine.call('endpoint.endPeers', { endpoint: this.config.id, peers: 'all', how })
  }

  /** Lines are text, where they can be, unless all is to be binary. */
  private inputFrame(bytes: Uint8Array): FrameKind {
    return isUtf8(bytes) && this.plan.options['binary'] !== true ? 'text' : 'binary'
  }

  private async tellExport(): Promise<void> {
    const ended = await this.liveExport?.end()
    if (!ended) return
    if (ended.failure) this.failedOnTheWay ??= ended.failure
    else this.reporter.exported(ended.path, ended.bytes)
  }

  /** An export or a sending that failed was told then; the command has not done all that was asked of it. */
  private tellFailedOnTheWay(): void {
    const failure = this.failedOnTheWay ?? this.sender.failure ?? this.runs.failure
    if (failure === null || this.ending.failure !== null) return
    this.ending.failure = failure
    this.reporter.failedOnTheWay(failure)
  }

  private async tellRest(status: EndpointStatus): Promise<void> {
    if (!status.recording) return
    this.followAll(status.recording.capture)
    const follower = await this.following
    await follower?.follow(this.ending.hurrySignal, status.recording.records)
  }
}

/** Does this event tell that somebody can be sent to? A WebSocket has its handshake first. */
function opens({ event }: CaptureEvent, { kind, options }: EndpointConfig): boolean {
  if (isWebSocket(kind)) return event === 'websocket-opened'
  const tls = 'tls' in options ? options.tls : 'off'
  if (tls !== 'off' && tls !== 'by-hand') return event === 'secured'
  return event === 'accepted' || event === 'connected'
}

function summaryOf({ counters, recording }: EndpointStatus): Summary {
  return {
    received: counters.receivedBytes,
    recorded: counters.recordedBytes,
    lost: counters.lostBytes,
    sent: counters.sentBytes,
    records: counters.recordedMessages,
    lostDatagrams: counters.lostDatagrams,
    capture: recording && firstFolderLeft(recording.capture),
  }
}

/** The folder to name: somebody may have removed the first of the series while it was recorded, or all. */
function firstFolderLeft(capture: string): string | null {
  try {
    return seriesFolders(capture)[0]?.folder ?? null
  } catch {
    // The folder around it is gone too.
    return null
  }
}
