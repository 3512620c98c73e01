import { join } from 'node:path'
import { SockwrightError } from '../../shared/contract/errors'
import type { EngineOptions } from '../engine/engine-options'
import { startEngine, type EngineProblem } from '../engine/thread/engine-worker'
import { version } from '../version'
import { builtFolder } from '../window/built-folder'
import { hasDisplay, openBrowser } from './open-browser'
import { startWebHost } from './web-host'

export interface ServeOptions {
  readonly engine: EngineOptions
  /** Windows may name files below this folder only. */
  readonly workspaceFolder: string
  readonly host?: string
  readonly port?: number
  /** Opens the person's browser where there is a display. */
  readonly open: boolean
  /** Called with the address of the window as soon as it can be opened. */
  readonly onAddress: (url: string) => void
  /** Called with what goes wrong in the engine and no window can show. */
  readonly onProblem: (problem: EngineProblem) => void
  /** Ends the service. */
  readonly signal: AbortSignal
}

/**
 * Starts the engine and serves the window until `signal` aborts or a window asks to quit; then sockets are closed and
 * captures written. Rejects where the engine cannot start, the port cannot be had (`EADDRINUSE` …), or the engine ends
 * by itself.
 */
export async function serveWindow(options: ServeOptions): Promise<void> {
  const engine = await startEngine(options.engine)
  try {
    engine.onProblem(options.onProblem)
    await serveUntilEnd(options, engine)
  } finally {
    await engine.stop()
  }
}

async function serveUntilEnd(
  options: ServeOptions,
  engine: Awaited<ReturnType<typeof startEngine>>,
): Promise<void> {
  let quit: () => void = () => undefined
  const over = new Promise<void>((resolve, reject) => {
    quit = resolve
    options.signal.addEventListener('abort', () => resolve(), { once: true })
    if (options.signal.aborted) resolve()
    engine.onCrash(({ failure }) => reject(SockwrightError.from(failure)))
  })
  // An engine that ends while the host still starts is told by the wait below.
  over.catch(() => undefined)
  const web = await startWebHost({
    engine,
    rendererFolder: join(builtFolder(), 'renderer'),
    workspaceFolder: options.workspaceFolder,
    version,
    onQuit: quit,
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  try {
    options.onAddress(web.url)
    if (options.open && hasDisplay()) await openBrowser(web.url)
    await over
  } finally {
    await web.close()
  }
}
