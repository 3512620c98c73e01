import type { ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import type { Page } from 'playwright-core'
import type { StandInReport } from './electron-stand-in/control'

/** What Electron or its stand-in tells of the app under test. */
export type DesktopReport = StandInReport

/** What a person or the system does to the app. */
export type DesktopOrder = 'close-window' | 'quit' | 'crash-window' | 'reload-window'

/** A dialog of the system's that waits for its answer. */
export interface SystemDialog {
  readonly kind: string
  readonly options: Readonly<Record<string, unknown>>
  answer(value: unknown): void
}

/** The desktop app, started, with its page as a person sees it. */
export interface Desktop {
  readonly page: Page
  do(order: DesktopOrder): void
  /** The next report of a kind, also one that has come already; each is given once. */
  next<K extends DesktopReport['tell']>(kind: K): Promise<Extract<DesktopReport, { tell: K }>>
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

/** Electron, or what stands in for it. */
export interface DesktopUnderTest<D extends Desktop = Desktop> {
  readonly name: string
  /** Why it cannot be run here; null where it can. */
  readonly missing: string | null
  /** Starts the desktop app and waits for its page. Rejects with what the app said where it ends before. */
  start(start: DesktopStart): Promise<D>
  /** Runs the app without a look at its window: a second start, or a command. */
  run(start: DesktopStart): ChildProcess
}

/** Keeps reports until they are asked for. */
export class Reports {
  private readonly kept: DesktopReport[] = []
  private readonly arrived = new EventEmitter()

  take(report: DesktopReport): void {
    this.kept.push(report)
    this.arrived.emit('report')
  }

  async next<K extends DesktopReport['tell']>(kind: K): Promise<Extract<DesktopReport, { tell: K }>> {
    const take = () => {
      const at = this.kept.findIndex((report) => report.tell === kind)
      return at < 0 ? null : (this.kept.splice(at, 1)[0] as Extract<DesktopReport, { tell: K }>)
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
