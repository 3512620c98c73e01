import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright-core'
import { hasDisplay } from '../../src/main/web/open-browser'
import {
  Reports,
  type Desktop,
  type DesktopOrder,
  type DesktopReport,
  type DesktopStart,
  type DesktopUnderTest,
} from './desktop'

const electron = join(import.meta.dirname, '..', '..', 'node_modules', 'electron')

/** Electron's program where it has been downloaded, else null. */
function electronProgram(): string | null {
  const pathFile = join(electron, 'path.txt')
  if (!existsSync(pathFile)) return null
  const program = join(electron, 'dist', readFileSync(pathFile, 'utf8'))
  return existsSync(program) ? program : null
}

function missing(): string | null {
  if (electronProgram() === null) return "Electron's binary has not been downloaded"
  if (!hasDisplay()) return 'there is no display'
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron does not run for root'
  return null
}

function environmentOf({ dataFolder, environment }: DesktopStart): Record<string, string> {
  return { ...(process.env as Record<string, string>), SOCKWRIGHT_DATA: dataFolder, ...environment }
}

function run(wanted: DesktopStart) {
  return spawn(electronProgram()!, [wanted.app, ...(wanted.args ?? [])], {
    env: environmentOf(wanted),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function start(wanted: DesktopStart): Promise<Desktop> {
  const app = await _electron.launch({
    executablePath: electronProgram()!,
    args: [wanted.app, ...(wanted.args ?? [])],
    env: environmentOf(wanted),
  })
  const child = app.process()
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const page = await app.firstWindow()
  await watch(app)
  const reports = new Reports()
  void forward(app, reports)
  return {
    page,
    do: (order) => void obey(app, order).catch(ignoreEnd),
    next: (kind) => reports.next(kind),
    async nextDialog() {
      const { number, kind, options } = await reports.next('dialog')
      return {
        kind,
        options: options as Readonly<Record<string, unknown>>,
        answer: (answer) =>
          void app
            .evaluate((_modules, given) => globalThis.desktopWatch?.answer(given.number, given.answer), {
              number,
              answer,
            })
            .catch(ignoreEnd),
      }
    },
    ended,
    browserEnded: ended.then(() => undefined),
    kill: (signal) => void child.kill(signal),
  }
}

/** The app may be gone before it has answered; `ended` tells of that. */
const ignoreEnd = (): void => undefined

/** What is put into Electron's main process to tell what happens there. */
interface DesktopWatch {
  next(): Promise<DesktopReport>
  answer(number: number, value: unknown): void
}

declare global {
  // Only `var` declares a property of the global object.
  var desktopWatch: DesktopWatch | undefined
}

/**
 * Has the main process tell what the stand-in tells: dialogs come to the test in place of a person, files are not shown
 * for real, and what the app denies is named. All of it is functions of the test's that run inside Electron.
 */
function watch(app: ElectronApplication): Promise<void> {
  return app.evaluate(({ dialog, shell, BrowserWindow }) => {
    const kept: DesktopReport[] = []
    const waiting: ((report: DesktopReport) => void)[] = []
    const answers = new Map<number, (value: unknown) => void>()
    const tell = (report: DesktopReport): void => {
      const next = waiting.shift()
      if (next) next(report)
      else kept.push(report)
    }
    globalThis.desktopWatch = {
      next: () =>
        new Promise((resolve) => (kept.length > 0 ? resolve(kept.shift()!) : waiting.push(resolve))),
      answer: (number, value) => answers.get(number)?.(value),
    }
    let last = 0
    const ask =
      (kind: string) =>
      (...args: unknown[]): Promise<never> => {
        last += 1
        tell({ tell: 'dialog', number: last, kind, options: JSON.parse(JSON.stringify(args.at(-1))) })
        return new Promise<unknown>((resolve) => answers.set(last, resolve)) as Promise<never>
      }
    dialog.showOpenDialog = ask('open')
    dialog.showSaveDialog = ask('save')
    dialog.showMessageBox = ask('message')
    shell.showItemInFolder = (path) => tell({ tell: 'revealed', path })
    const [window] = BrowserWindow.getAllWindows()
    window!.focus = () => tell({ tell: 'focused' })
    // Heard after the app's own listener, which refuses.
    window!.webContents.on('will-frame-navigate', (details) => {
      if (details.defaultPrevented) tell({ tell: 'denied', what: 'navigation', url: details.url })
    })
  })
}

/** Takes reports out of the main process until that ends. */
async function forward(app: ElectronApplication, reports: Reports): Promise<void> {
  try {
    while (true) reports.take(await app.evaluate(() => globalThis.desktopWatch!.next()))
  } catch {
    // The app has ended; `ended` tells so.
  }
}

function obey(app: ElectronApplication, order: DesktopOrder): Promise<void> {
  return app.evaluate(({ app: electronApp, BrowserWindow }, wanted) => {
    const [window] = BrowserWindow.getAllWindows()
    // In a task of its own: the answer to this call must not wait for what it sets off.
    setImmediate(() => {
      if (wanted === 'close-window') window?.close()
      else if (wanted === 'quit') electronApp.quit()
      else if (wanted === 'crash-window') window?.webContents.forcefullyCrashRenderer()
      else window?.webContents.reload()
    })
  }, order)
}

/** Electron itself, driven by Playwright. */
export const electronDesktop: DesktopUnderTest = { name: 'Electron itself', missing: missing(), start, run }
