import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import type { StandInOrder, StandInReport } from './electron-stand-in/control'

/** A dialog of the system's that waits for its answer. */
export interface SystemDialog {
  readonly kind: string
  readonly options: Readonly<Record<string, unknown>>
  answer(value: unknown): void
}

/** The desktop app, started, with its page as a person sees it. */
export interface Desktop {
  readonly page: Page
  /** What the app has asked of its window. */
  readonly preferences: Readonly<Record<string, unknown>>
  do(order: StandInOrder['order']): void
  /** The next report of a kind, also one that has come already; each is given once. */
  next<K extends StandInReport['tell']>(kind: K): Promise<Extract<StandInReport, { tell: K }>>
  nextDialog(): Promise<SystemDialog>
  /** Exit code of the app; null where a signal ended it. */
  readonly ended: Promise<number | null>
  /** When the browser has ended too. */
  readonly browserEnded: Promise<void>
  kill(signal: NodeJS.Signals): void
}

export interface DesktopStart {
  /** The folder of the app: its package.json names the built entry. */
  readonly app: string
  readonly dataFolder: string
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const runApp = join(import.meta.dirname, 'electron-stand-in', 'run-app.js')

/** Runs the built main bundle as Electron would, with the stand-in as its `electron`. */
export function runDesktopBundle(start: DesktopStart): ChildProcess {
  return fork(runApp, [start.app, ...(start.args ?? [])], {
    // The test runner's own flags are not the app's.
    execArgv: [],
    env: { ...process.env, SOCKWRIGHT_DATA: start.dataFolder, ...start.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

/** Starts the desktop app and waits for its page. Rejects with what the app said where it ends before. */
export async function startDesktop(start: DesktopStart): Promise<Desktop> {
  const child = runDesktopBundle(start)
  let said = ''
  child.stdout!.on('data', (text) => (said += String(text)))
  child.stderr!.on('data', (text) => (said += String(text)))
  const reports = new Reports(child)
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

/** Keeps reports until they are asked for. */
class Reports {
  private readonly kept: StandInReport[] = []
  private readonly arrived = new EventEmitter()

  constructor(child: ChildProcess) {
    child.on('message', (report: StandInReport) => {
      this.kept.push(report)
      this.arrived.emit('report')
    })
  }

  async next<K extends StandInReport['tell']>(kind: K): Promise<Extract<StandInReport, { tell: K }>> {
    const take = () => {
      const at = this.kept.findIndex((report) => report.tell === kind)
      return at < 0 ? null : (this.kept.splice(at, 1)[0] as Extract<StandInReport, { tell: K }>)
    }
    const ready = take()
    if (ready !== null) return ready
    while (true) {
      await once(this.arrived, 'report')
      const report = take()
      if (report !== null) return report
    }
  }
}
