import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import type { Channel } from '../../../shared/contract/channel'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { EngineOptions } from '../engine-options'
import type { SessionPolicy } from '../files/path-policy'
import { createPortChannel } from './port-channel'
import { startThread } from './start-thread'
import type { Download, ThreadReport, ThreadRequest } from './thread-messages'

/** Something that went wrong in the engine thread and that no call could answer. */
export interface EngineProblem {
  readonly failure: Failure
  readonly stack: string | null
}

/** The engine in its thread, as a host holds it. */
export interface EngineWorker {
  /** The number of its thread within the process. */
  readonly thread: number
  /** Opens a channel that speaks the engine contract; closing it ends what was opened through it. */
  openSession(policy: SessionPolicy): Channel
  /** The same as a bare port, to be handed on. */
  openPort(policy: SessionPolicy): MessagePort
  /** Hands out a finished export once. Rejects with `E_JOB_UNKNOWN` where there is none of that name. */
  takeDownload(download: string): Promise<Download>
  /** Problems of an engine that goes on. */
  onProblem(listener: (problem: EngineProblem) => void): void
  /** The thread ended without being asked: all sessions are closed, and only a new engine helps. */
  onCrash(listener: (problem: EngineProblem) => void): void
  /** Stops all endpoints, writes what waits and ends the thread. May be called again. */
  stop(): Promise<void>
}

/** Starts the engine in a thread. Rejects with the coded failure that kept it from starting. */
export function startEngine(options: EngineOptions): Promise<EngineWorker> {
  const worker = startThread('engine-thread', { workerData: options, stdin: false })
  const engine = new WorkerEngine(worker)
  return engine.started.then(() => engine)
}

interface Waiting<T> {
  resolve(value: T): void
  reject(reason: Error): void
}

class WorkerEngine implements EngineWorker {
  readonly started: Promise<void>
  private starting!: Waiting<void>
  private readonly ended: Promise<void>
  private readonly downloads = new Map<number, Waiting<Download>>()
  private readonly problemListeners: ((problem: EngineProblem) => void)[] = []
  private readonly crashListeners: ((problem: EngineProblem) => void)[] = []
  /** Problems of the start, kept until somebody listens. */
  private readonly earlyProblems: EngineProblem[] = []
  private nextDownload = 1
  private stopping: Promise<void> | null = null
  private over = false

  readonly thread: number

  constructor(private readonly worker: Worker) {
    this.thread = worker.threadId
    this.started = new Promise((resolve, reject) => (this.starting = { resolve, reject }))
    worker.on('message', (report: ThreadReport) => this.take(report))
    // An exit follows every error; the first to come tells why.
    worker.on('error', (thrown) => this.crashed(thrown))
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.crashed(new Error(`the engine thread ended with code ${code}`))
        resolve()
      })
    })
  }

  openPort(policy: SessionPolicy): MessagePort {
    const { port1, port2 } = new MessageChannel()
    if (this.over) port2.close()
    else this.worker.postMessage({ ask: 'session', port: port2, policy } satisfies ThreadRequest, [port2])
    return port1
  }

  openSession(policy: SessionPolicy): Channel {
    return createPortChannel(this.openPort(policy))
  }

  takeDownload(download: string): Promise<Download> {
    if (this.over) return Promise.reject(new SockwrightError('E_LINK_CLOSED'))
    const number = this.nextDownload++
    return new Promise((resolve, reject) => {
      this.downloads.set(number, { resolve, reject })
      this.ask({ ask: 'take-download', number, download })
    })
  }

  onProblem(listener: (problem: EngineProblem) => void): void {
    this.problemListeners.push(listener)
    this.earlyProblems.splice(0).forEach(listener)
  }

  onCrash(listener: (problem: EngineProblem) => void): void {
    this.crashListeners.push(listener)
  }

  stop(): Promise<void> {
    this.stopping ??= this.end()
    return this.stopping
  }

  private async end(): Promise<void> {
    if (!this.over) this.ask({ ask: 'stop' })
    await this.ended
  }

  private ask(request: ThreadRequest): void {
    this.worker.postMessage(request)
  }

  private take(report: ThreadReport): void {
    if (report.tell === 'started') this.starting.resolve()
    else if (report.tell === 'start-failed') this.startFailed(report.failure)
    else if (report.tell === 'problem') this.problem(report)
    // What is still open in the thread after its orderly end has no owner; it ends with the thread.
    else if (report.tell === 'stopped') void this.worker.terminate()
    else this.takeDownloadReport(report)
  }

  private startFailed(failure: Failure): void {
    this.starting.reject(SockwrightError.from(failure))
    void this.worker.terminate()
  }

  private takeDownloadReport(report: Extract<ThreadReport, { number: number }>): void {
    const waiting = this.downloads.get(report.number)
    this.downloads.delete(report.number)
    if (report.tell === 'download') waiting?.resolve(report.download)
    else waiting?.reject(SockwrightError.from(report.failure))
  }

  private problem({ failure, stack }: EngineProblem): void {
    if (this.problemListeners.length === 0) this.earlyProblems.push({ failure, stack })
    this.problemListeners.forEach((listener) => listener({ failure, stack }))
  }

  private crashed(thrown: unknown): void {
    if (this.over) return
    this.over = true
    this.starting.reject(thrown instanceof Error ? thrown : new Error(String(thrown)))
    this.downloads.forEach((waiting) => waiting.reject(new SockwrightError('E_LINK_CLOSED')))
    this.downloads.clear()
    if (this.stopping) return
    const stack = thrown instanceof Error ? (thrown.stack ?? null) : null
    this.crashListeners.forEach((listener) => listener({ failure: toFailure(thrown), stack }))
  }
}
