import { SockwrightError, toFailure } from '../../shared/contract/errors'
import { startCommandEngine, type EngineCaller } from './command-engine'
import { exitCodes, tellOnStandardError } from './command-failure'
import { Ending } from './ending'
import { flushed } from './flushed'
import { StandardOutput } from './standard-output'

/** What a task of the command line has around it. */
export interface TaskSurroundings {
  readonly engine: EngineCaller
  readonly output: StandardOutput
  /** Aborts when the command is to end before its task is done. */
  readonly signal: AbortSignal
  /** Removed at the end. */
  readonly temporaryFolder: string
}

/**
 * Runs a task that ends by itself (show, export, import) with an engine of its own; returns the exit code. A signal, or
 * a reader of stdout that goes away, ends it early. `capturesFolder` null: nothing is recorded. Throws the coded failure
 * of the task.
 */
export async function runTask(
  capturesFolder: string | null,
  task: (surroundings: TaskSurroundings) => Promise<void>,
): Promise<number> {
  const ending = new Ending()
  const output = new StandardOutput(() => ending.cut())
  const command = await startCommandEngine({
    capturesFolder,
    onProblem: ({ message }) => tellOnStandardError(message),
  })
  try {
    const { engine, temporaryFolder } = command
    task({ engine, output, signal: ending.signal, temporaryFolder }).then(
      () => ending.end(null),
      (failure: unknown) => ending.end(toFailure(failure)),
    )
    await Promise.race([ending.begins(), command.crashed])
    if (ending.failure) throw SockwrightError.from(ending.failure)
    await flushed(process.stdout, ending.hurrySignal)
    return exitCodes.success
  } finally {
    ending.release()
    output.release()
    await command.stop()
  }
}
