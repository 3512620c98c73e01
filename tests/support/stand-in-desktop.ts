import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { Reports, type Desktop, type DesktopStart, type DesktopUnderTest } from './desktop'
import type { StandInOrder, StandInReport } from './electron-stand-in/control'

export interface StandInDesktop extends Desktop {
  /** What the app has asked of its window. */
  readonly preferences: Readonly<Record<string, unknown>>
  /** Gives an app made for a test a message of that test's. */
  tell(message: object): void
}

const runApp = join(import.meta.dirname, 'electron-stand-in', 'run-app.js')

/** Runs the built main bundle as Electron would, with the stand-in as its `electron`. */
function run(start: DesktopStart): ChildProcess {
  return fork(runApp, [start.app, ...(start.args ?? [])], {
    // The test runner's own flags are not the app's.
    execArgv: [],
    env: { ...process.env, SOCKWRIGHT_DATA: start.dataFolder, ...start.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

async function start(wanted: DesktopStart): Promise<StandInDesktop> {
  const child = run(wanted)
  let said = ''
  child.stdout!.on('data', (text) => (said += String(text)))
  child.stderr!.on('data', (text) => (said += String(text)))
  const reports = new Reports()
  child.on('message', (report: StandInReport) => reports.take(report))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const window = await Promise.race([
    reports.next('window'),
    ended.then((code) => Promise.reject(new Error(`The app ended with ${code}: ${said}`))),
  ])
  await reports.next('shown')
  const browser = await chromium.connectOverCDP(window.address)
  const browserEnded = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()))
  const order = (message: StandInOrder) => void (child.connected && child.send(message))
  return {
    page: browser.contexts()[0]!.pages()[0]!,
    preferences: window.preferences,
    tell: (message) => void child.send(message),
    do: (name) => order({ order: name } as StandInOrder),
    next: (kind) => reports.next(kind),
    async nextDialog() {
      const { number, kind, options } = await reports.next('dialog')
      return {
        kind,
        options: options as Readonly<Record<string, unknown>>,
        answer: (answer) => order({ order: 'answer-dialog', number, answer }),
      }
    },
    ended,
    browserEnded,
    kill: (signal) => void child.kill(signal),
  }
}

/** The stand-in for the `electron` module, over a real Chromium. */
export const standInDesktop: DesktopUnderTest<StandInDesktop> = {
  name: 'the stand-in for Electron',
  missing: null,
  start,
  run,
}
