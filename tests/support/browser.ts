import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

/** How to start the browser the tests use. */
export interface BrowserBinary {
  readonly path: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const projectFolder = join(import.meta.dirname, '..', '..')

const installedNames = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
]
const installedPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** The browser talks to nobody but the page under test. */
const quiet = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-quic',
  '--disable-extensions',
  '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication',
]

/**
 * An installed Chrome or Chromium (`CHROME_PATH` names another), else the one that comes from the npm registry.
 * `SOCKWRIGHT_TEST_BROWSER=registry` asks for the latter.
 */
export async function findBrowser(): Promise<BrowserBinary> {
  // Chromium's own sandbox refuses to run for root, as tests in containers do.
  const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet
  const installed = process.env['SOCKWRIGHT_TEST_BROWSER'] === 'registry' ? undefined : findInstalled()
  if (installed !== undefined) return { path: installed, args, env: {} }
  const folder = await unpackRegistryBrowser()
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']]
    .filter(Boolean)
    .join(delimiter)
  return {
    path: join(folder, 'chromium'),
    // It is built for machines without user namespaces and without a graphics card.
    args: [...quiet, '--no-sandbox', '--no-zygote', '--in-process-gpu', '--disable-gpu', '--headless=shell'],
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: await writeFontConfig(folder) },
  }
}

/** Starts the browser without a window. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { path, args, env } = await findBrowser()
  return chromium.launch({
    executablePath: path,
    args: [...args],
    env: { ...process.env, ...env } as Record<string, string>,
    chromiumSandbox: !args.includes('--no-sandbox'),
  })
}

function findInstalled(): string | undefined {
  const named = process.env['CHROME_PATH']
  if (named !== undefined && named !== '') return named
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const onPath = installedNames.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...onPath, ...installedPaths].find((path) => existsSync(path))
}

/**
 * Unpacks @sparticuz/chromium once, below node_modules. The package unpacks into the folder for temporary files and
 * takes whatever lies there for complete, so this happens in a child with a folder of its own, which is then renamed:
 * test files that run at the same time never see half a browser.
 */
async function unpackRegistryBrowser(): Promise<string> {
  const cache = join(projectFolder, 'node_modules', '.cache')
  const folder = join(cache, 'sparticuz-chromium')
  if (existsSync(join(folder, 'chromium'))) return folder
  await mkdir(cache, { recursive: true })
  const partial = await mkdtemp(join(cache, 'sparticuz-chromium-'))
  const script = "await (await import('@sparticuz/chromium')).default.executablePath()"
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: projectFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
    // The package adds the system libraries Chromium needs where it finds itself on AWS.
    env: { ...process.env, TMPDIR: partial, TEMP: partial, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`unpacking @sparticuz/chromium ended with ${code}`)
  await rename(partial, folder).catch(() => rm(partial, { recursive: true, force: true }))
  return folder
}

/**
 * Names the fonts that came with the browser. Its own configuration looks for them where the package would have put
 * them; without any font Chromium shows no text while others load, and ends.
 */
async function writeFontConfig(folder: string): Promise<string> {
  const file = join(folder, 'sockwright-fonts.conf')
  const fonts = `<dir>${join(folder, 'fonts', 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`
  const content = `<?xml version="1.0"?>\n<fontconfig>${fonts}</fontconfig>\n`
  // It names folders, which are others once the project has been moved.
  if ((await readFile(file, 'utf8').catch(() => null)) === content) return file
  const partial = `${file}.${process.pid}`
  await writeFile(partial, content)
  await rename(partial, file)
  return file
}

/** A folder for files of a test; the caller removes it. */
export function makeTestFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sockwright-test-'))
}
