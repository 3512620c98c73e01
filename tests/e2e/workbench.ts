import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser'

const projectFolder = join(import.meta.dirname, '..', '..')

/** Sizes at which the window is looked at: a desktop and the smallest one supported. */
export const windowSizes = {
  desktop: { width: 1440, height: 900 },
  small: { width: 1024, height: 700 },
} as const

/** How the window is opened. */
export interface WindowChoice {
  readonly size?: keyof typeof windowSizes
  readonly language?: 'en-US' | 'zh-CN'
  readonly scheme?: 'dark' | 'light'
}

/** The served product as a person has it: the built program, a data folder of its own, a real browser. */
export class Workbench {
  private readonly contexts: BrowserContext[] = []

  private constructor(
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    readonly url: string,
    readonly dataFolder: string,
    private readonly ownsFolder: boolean,
  ) {}

  /** Starts `sockwright serve` and a browser. `dataFolder` reuses what an earlier run left. */
  static async start(
    options: { dataFolder?: string; arguments?: readonly string[]; nodeArguments?: readonly string[] } = {},
  ): Promise<Workbench> {
    const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'sockwright-e2e-')))
    const { server, url } = await startServer(dataFolder, options)
    const browser = await launchBrowser()
    return new Workbench(server, browser, url, dataFolder, options.dataFolder === undefined)
  }

  /** What the program says on stderr, where `nodeArguments` were given. */
  get complaints(): Readable {
    return this.server.stderr!
  }

  /** The process of the program. */
  get pid(): number {
    return this.server.pid!
  }

  /** Resolves with its exit code when the program has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.server.exitCode === null) await once(this.server, 'exit')
    return this.server.exitCode
  }

  /** Opens a window and waits until it is usable. */
  async open(choice: WindowChoice = {}): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: windowSizes[choice.size ?? 'desktop'],
      locale: choice.language ?? 'en-US',
      colorScheme: choice.scheme ?? 'dark',
      acceptDownloads: true,
    })
    this.contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(this.url)
    await page.getByRole('banner').waitFor()
    return page
  }

  /** Ends the browser and the program as a person would with Ctrl+C; returns the program's exit code. */
  async stop(): Promise<number | null> {
    for (const context of this.contexts) await context.close()
    await this.browser.close()
    const code = await endServer(this.server)
    if (this.ownsFolder) await rm(this.dataFolder, { recursive: true, force: true })
    return code
  }
}

async function startServer(
  dataFolder: string,
  extra: { arguments?: readonly string[]; nodeArguments?: readonly string[] },
): Promise<{ server: ChildProcess; url: string }> {
  const command = ['out/main/cli.js', 'serve', '--no-open', '--port', '0', ...(extra.arguments ?? [])]
  const server = spawn(process.execPath, [...(extra.nodeArguments ?? []), ...command], {
    cwd: projectFolder,
    env: { ...process.env, SOCKWRIGHT_DATA: dataFolder },
    stdio: ['ignore', 'pipe', extra.nodeArguments ? 'pipe' : 'inherit'],
  })
  for await (const line of createInterface({ input: server.stdout! })) {
    const url = /http:\/\/\S+/.exec(line)?.[0]
    if (url !== undefined) {
      server.stdout!.resume()
      return { server, url }
    }
  }
  throw new Error('The program ended without printing an address.')
}

async function endServer(server: ChildProcess): Promise<number | null> {
  if (server.exitCode !== null) return server.exitCode
  const ended = once(server, 'exit')
  server.kill('SIGINT')
  const [code] = (await ended) as [number | null]
  return code
}
