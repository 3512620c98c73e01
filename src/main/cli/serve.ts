import { engineFolders, type EngineOptions } from '../engine/engine-options'
import { makePrivateFolder } from '../engine/files/private-folder'
import { serveWindow } from '../web/serve-window'
import { exitCodes, tellOnStandardError } from './command-failure'
import { Ending } from './ending'
import { flushed } from './flushed'
import type { ServeFlags } from './serve-command'
import { StandardOutput } from './standard-output'

/** Serves the window until a signal comes or a window ends it; returns the exit code. */
export async function serve(flags: ServeFlags): Promise<number> {
  const ending = new Ending()
  const output = new StandardOutput(() => undefined)
  const engine: EngineOptions = {
    workspace: flags.workspace === null ? { last: true } : { path: flags.workspace },
  }
  const workspaceFolder = flags.folder ?? engineFolders(engine).workspaces
  try {
    await makePrivateFolder(workspaceFolder)
    await serveWindow({
      engine,
      workspaceFolder,
      host: flags.host,
      port: flags.port,
      open: flags.open,
      onAddress: (url) => {
        const line = flags.json ? JSON.stringify({ event: 'serving', url }) : `Sockwright is at ${url}`
        output.write(`${line}\n`)
      },
      onProblem: ({ failure, stack }) => tellOnStandardError(stack ?? failure.message),
      signal: ending.signal,
    })
    await flushed(process.stdout, ending.hurrySignal)
    return exitCodes.success
  } finally {
    ending.release()
    output.release()
  }
}
