import { join } from 'node:path'
import { SockwrightError } from '../../shared/contract/errors'
import type { EngineOptions } from '../engine/engine-options'
import type { EngineProblem } from '../engine/thread/engine-worker'
import { version } from '../version'
import { builtFolder } from '../window/built-folder'
import { RestartingEngine } from '../window/restarting-engine'
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
 * captures written. When the engine's thread dies, another takes its place and windows can go on. Rejects where the engine
 * cannot start, also then, or the port cannot be had (`EADDRINUSE` …).
 */
export async function serveWindow(options: ServeOptions): Promise<void> {
  let end: () => void = () => undefined
  let fail: (reason: Error) => void = () => undefined
  const over = new Promise<void>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  // An engine that ends while the host still starts is told by the wait below.
  over.catch(() => undefined)
  options.signal.addEventListener('abort', () => end(), { once: true })
  if (options.signal.aborted) end()
  const engine = await RestartingEngine.start({
    options: options.engine,
    onProblem: options.onProblem,
    // Windows have lost their sessions and offer to connect again.
    onRestarted: () => undefined,
    onGone: (crash) => fail(SockwrightError.from(crash)),
  })
  try {
    await serveUntil(over, end, engine, options)
  } finally {
    await engine.stop()
  }
}

async function serveUntil(
  over: Promise<void>,
  end: () => void,
  engine: RestartingEngine,
  options: ServeOptions,
): Promise<void> {
  const web = await startWebHost({
    engine,
    rendererFolder: join(builtFolder(), 'renderer'),
    workspaceFolder: options.workspaceFolder,
    version,
    onQuit: end,
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
