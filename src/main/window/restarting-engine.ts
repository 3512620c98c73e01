import type { Channel } from '../../shared/contract/channel'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { createMemoryChannelPair } from '../../shared/contract/memory-channel'
import type { EngineOptions } from '../engine/engine-options'
import type { SessionPolicy } from '../engine/files/path-policy'
import { startEngine, type EngineProblem, type EngineWorker } from '../engine/thread/engine-worker'
import type { Download } from '../engine/thread/thread-messages'
import { bridgeChannels } from './bridge-channels'
import type { WindowEngine } from './window-engine'

/** An engine that crashes so soon after its start would do so again. */
const shortLifeMs = 3_000

export interface RestartingEngineParts {
  readonly options: EngineOptions
  /** Something went wrong that no call could answer, a crash among it. */
  readonly onProblem: (problem: EngineProblem) => void
  /** The engine has crashed and a new one has taken its place: all sessions are to be opened anew. */
  readonly onRestarted: (crash: Failure) => void
  /** The engine has crashed and there is no new one. */
  readonly onGone: (crash: Failure) => void
}

/**
 * The engine of a host with windows: when its thread dies, another one takes its place, with the workspace that was open
 * last. Sockets are closed then, recordings stay; windows see their sessions end and open new ones.
 */
export class RestartingEngine implements WindowEngine {
  private current!: EngineWorker
  private startedAt = 0
  private stopping = false
  private crashed = false
  private restarting: Promise<void> = Promise.resolve()
  private readonly crashedThreads: number[] = []

  /** Rejects with the coded failure that kept the first engine from starting. */
  static async start(parts: RestartingEngineParts): Promise<RestartingEngine> {
    const engine = new RestartingEngine(parts)
    engine.use(await startEngine(parts.options))
    return engine
  }

  private constructor(private readonly parts: RestartingEngineParts) {}

  /** A session opened while the engine is being replaced begins with the new one. */
  openSession(policy: SessionPolicy): Channel {
    if (!this.crashed) return this.current.openSession(policy)
    const [mine, theirs] = createMemoryChannelPair()
    void this.restarting.then(() => bridgeChannels(theirs, this.current.openSession(policy)))
    return mine
  }

  takeDownload(download: string): Promise<Download> {
    return this.current.takeDownload(download)
  }

  async stop(): Promise<void> {
    this.stopping = true
    await this.restarting
    await this.current.stop()
  }

  private use(engine: EngineWorker): void {
    this.current = engine
    this.crashed = false
    this.startedAt = performance.now()
    engine.onProblem(this.parts.onProblem)
    engine.onCrash((problem) => {
      this.crashed = true
      this.crashedThreads.push(engine.thread)
      this.parts.onProblem(problem)
      if (this.stopping) return
      if (performance.now() - this.startedAt < shortLifeMs) this.parts.onGone(problem.failure)
      else this.restarting = this.restart(problem.failure)
    })
  }

  private async restart(crash: Failure): Promise<void> {
    const { options } = this.parts
    // A person may have opened another workspace since the first start.
    const workspace = 'path' in options.workspace ? ({ last: true } as const) : options.workspace
    try {
      this.use(await startEngine({ ...options, workspace, crashedThreads: this.crashedThreads }))
      this.parts.onRestarted(crash)
    } catch (failure) {
      this.parts.onGone(toFailure(failure))
    }
  }
}
