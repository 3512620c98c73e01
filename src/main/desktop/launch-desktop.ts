import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { builtFolder } from '../window/built-folder'
import { hasDisplay } from '../web/open-browser'
import { readyFileVariable } from './ready-mark'

/** The window was open and has ended with `code`, or it could not be opened at all, and why. */
export type DesktopLaunch =
  { readonly is: 'ended'; readonly code: number } | { readonly is: 'unavailable'; readonly reason: string }

export interface LaunchOptions {
  /** Arguments for the desktop app. */
  readonly args: readonly string[]
  /** Called with one line while something takes its time (Electron's download). */
  readonly onProgress: (line: string) => void
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Where Electron's package is looked for; the project by default. */
  readonly projectFolder?: string
  /** Whether this process belongs to root. */
  readonly asRoot?: boolean
}

/** A first start on a slow line still gets there; a line that swallows everything ends here. */
const downloadMs = 180_000

/** Runs the desktop app until it ends, where this machine can show it. */
export async function launchDesktop(options: LaunchOptions): Promise<DesktopLaunch> {
  const environment = options.environment ?? process.env
  const projectFolder = options.projectFolder ?? join(builtFolder(), '..')
  if (!hasDisplay(process.platform, environment)) return unavailable('There is no display')
  // Its sandbox refuses to, and without the sandbox we do not want it.
  const asRoot = options.asRoot ?? process.getuid?.() === 0
  if (process.platform === 'linux' && asRoot) {
    return unavailable('Electron does not run for root')
  }
  const electron = findElectron(projectFolder)
  if (electron === null) return unavailable('Electron is not installed')
  if (electronBinary(electron, environment) === null) {
    options.onProgress('Downloading Electron, once …')
    const failure = await downloadElectron(electron, environment)
    if (failure !== null) return unavailable(`Electron could not be downloaded (${failure})`)
  }
  const binary = electronBinary(electron, environment)
  if (binary === null) return unavailable('Electron is not complete')
  return runElectron(binary, [projectFolder, ...options.args], environment)
}

function unavailable(reason: string): DesktopLaunch {
  return { is: 'unavailable', reason }
}

/** The folder of Electron's package, or null where it is not installed (the npm package comes without it). */
function findElectron(projectFolder: string): string | null {
  try {
    return dirname(createRequire(join(projectFolder, 'package.json')).resolve('electron/package.json'))
  } catch {
    return null
  }
}

/** Electron's program, found as its package finds it, but without starting a download. */
function electronBinary(
  electron: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const pathFile = join(electron, 'path.txt')
  const named = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) return existing(join(override, named ?? 'electron'))
  return named === null ? null : existing(join(electron, 'dist', named))
}

function existing(path: string): string | null {
  return existsSync(path) ? path : null
}

/** Lets Electron's package fetch its program. Resolves to null, or to what went wrong in a few words. */
async function downloadElectron(
  electron: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const child = spawn(process.execPath, [join(electron, 'install.js')], {
    env: environment as NodeJS.ProcessEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: downloadMs,
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-16_384)))
  const failed = once(child, 'error').then(([failure]: Error[]) => failure?.message ?? 'no process')
  const closed = once(child, 'close').then((result) => {
    const [code, signal] = result as [number | null, NodeJS.Signals | null]
    return downloadFailure(code, signal, said)
  })
  return Promise.race([failed, closed])
}

function downloadFailure(code: number | null, signal: string | null, said: string): string | null {
  if (code === 0) return null
  if (signal !== null) return `no answer within ${downloadMs / 1_000} s`
  const line = said.split('\n').find((text) => /error/i.test(text)) ?? said.split('\n')[0] ?? ''
  return (
    line
      .trim()
      .replace(/^\w*Error:\s*/, '')
      .slice(0, 120) || `exit code ${code}`
  )
}

async function runElectron(
  binary: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DesktopLaunch> {
  const folder = await mkdtemp(join(tmpdir(), 'sockwright-'))
  const readyFile = join(folder, 'ready')
  const env = { ...environment, [readyFileVariable]: readyFile } as NodeJS.ProcessEnv
  delete env['ELECTRON_RUN_AS_NODE']
  try {
    const child = spawn(binary, args, { stdio: 'inherit', env })
    const forward = (signal: NodeJS.Signals) => void child.kill(signal)
    process.on('SIGINT', forward).on('SIGTERM', forward)
    const result = await new Promise<{ code: number | null; failure: string | null }>((resolve) => {
      child.once('error', (failure) => resolve({ code: null, failure: failure.message }))
      child.once('exit', (code) => resolve({ code, failure: null }))
    })
    process.off('SIGINT', forward).off('SIGTERM', forward)
    if (result.failure !== null) return unavailable(`Electron could not be started (${result.failure})`)
    if (result.code === 0 || existsSync(readyFile)) return { is: 'ended', code: result.code ?? 1 }
    return unavailable(`Electron ended before its window opened (exit code ${result.code ?? 'none'})`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
