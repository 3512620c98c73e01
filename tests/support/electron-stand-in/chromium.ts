import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { findBrowser, makeTestFolder } from '../browser'
import { DevTools } from './devtools'

/** The browser behind the stand-in. */
export interface Chromium {
  readonly tools: DevTools
  /** Address of its DevTools protocol, for the test to look at the same pages. */
  readonly address: string
  /** Ends it and removes its profile. */
  kill(): void
}

export async function startChromium(): Promise<Chromium> {
  const profile = await makeTestFolder()
  const { path, args, env } = await findBrowser()
  const child = spawn(
    path,
    [
      ...args,
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--host-resolver-rules=MAP * ~NOTFOUND',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env }, detached: true },
  )
  const kill = () => {
    killGroup(child)
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
  process.once('exit', kill)
  const address = await debuggingAddress(child)
  return { tools: await DevTools.open(address), address, kill }
}

/** Chromium's helpers are in its process group. */
function killGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL')
  } catch {
    // It has ended already.
  }
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
