import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Caller } from '../../shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../shared/contract/engine-contract'
import { SockwrightError, type Failure } from '../../shared/contract/errors'
import { connect } from '../../shared/contract/link'
import { defaultDataFolder } from '../engine/files/data-folder'
import { startEngine } from '../engine/thread/engine-worker'

/** The engine contract as a command calls it. */
export type EngineCaller = Caller<EngineCalls, EngineEvents>

/** The engine of one command: a workspace in memory, one session that may name any file. */
export interface CommandEngine {
  readonly engine: EngineCaller
  /** Removed by {@link stop}. */
  readonly temporaryFolder: string
  /** Rejects when the engine's thread ends by itself; never resolves. */
  readonly crashed: Promise<never>
  /** Closes sockets, writes captures, and removes what was temporary. */
  stop(): Promise<void>
}

export interface CommandEngineOptions {
  /** Where to record. Null: in a temporary folder that is removed at the end. */
  readonly capturesFolder: string | null
  /** Told what goes wrong in an engine that goes on. */
  readonly onProblem: (failure: Failure) => void
}

/** Starts the engine for one command. Rejects with a coded failure. */
export async function startCommandEngine(options: CommandEngineOptions): Promise<CommandEngine> {
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-')))
  const removeTemporary = () => rm(temporary, { recursive: true, force: true })
  const { capturesFolder } = options
  try {
    const worker = await startEngine({
      workspace: { memory: true },
      dataFolder: temporary,
      capturesFolder: capturesFolder === null ? join(temporary, 'captures') : resolve(capturesFolder),
      // The CA of this machine is to be the same for every command.
      certificatesFolder: join(defaultDataFolder(), 'certificates'),
      keepHistory: false,
    })
    worker.onProblem(({ failure }) => options.onProblem(failure))
    const crashed = new Promise<never>((_, reject) => {
      worker.onCrash(({ failure }) => reject(SockwrightError.from(failure)))
    })
    // Whoever awaits it is told; a command that has ended already need not be.
    crashed.catch(() => undefined)
    return {
      temporaryFolder: temporary,
      engine: connect(worker.openSession({ files: 'any', folder: process.cwd() })),
      crashed,
      async stop() {
        await worker.stop()
        await removeTemporary()
      },
    }
  } catch (failure) {
    await removeTemporary()
    throw failure
  }
}
