import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { findBrowser } from '../browser'
import { DevTools } from './devtools'

/** The browser behind the stand-in. */
export interface Chromium {
  readonly tools: DevTools
  /** Address of its DevTools protocol, for the test to look at the same pages. */
  readonly address: string
}

/** @param profile folder for the browser's own files */
export async function startChromium(profile: string): Promise<Chromium> {
  const { path, args, env } = await findBrowser()
  const child = spawn(
    path,
    [
      ...args,
      '--headless',
      '--remote-debugging-port=0',
      // Nobody talks over the pipe, but Chromium ends when it closes: with this process, however that ends.
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--host-resolver-rules=MAP * ~NOTFOUND',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  )
  const address = await debuggingAddress(child)
  return { tools: await DevTools.open(address), address }
}

async function debuggingAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stderr! })) {
    const found = /^DevTools listening on (ws:\S+)/.exec(line)
    if (found) {
      child.stderr!.resume()
      return found[1]!
    }
  }
  throw new Error('Chromium ended before it could be driven')
}
