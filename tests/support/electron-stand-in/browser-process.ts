import { startChromium } from './chromium'
import type { DevTools } from './devtools'

interface OpenChromium {
  readonly tools: DevTools
  readonly address: string
  /** The page that a new window becomes, by its id. */
  takePage(): Promise<string>
}

let opened: OpenChromium | null = null

/** Starts the browser; only an app that opens a window does. */
export async function openChromium(profile: string): Promise<void> {
  const chromium = await startChromium(profile)
  const { root } = chromium.tools
  const { targetInfos } = await root.send('Target.getTargets')
  const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page')
  let first: string | null = page!.targetId
  opened = {
    ...chromium,
    async takePage() {
      const targetId = first
      first = null
      if (targetId !== null) return targetId
      const created = await root.send('Target.createTarget', { url: 'about:blank', newWindow: true })
      return created['targetId'] as string
    },
  }
}

/** The browser of an app that is ready. */
export function currentChromium(): OpenChromium {
  if (opened === null) throw new Error('Cannot create BrowserWindow before app is ready')
  return opened
}
