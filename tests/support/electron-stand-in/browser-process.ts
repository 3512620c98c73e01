import { startChromium } from './chromium'
import type { DevTools } from './devtools'

interface OpenChromium {
  readonly tools: DevTools
  readonly address: string
  /** The page that becomes the window. */
  readonly targetId: string
}

let opened: OpenChromium | null = null

/** Starts the browser; only an app that opens a window does. */
export async function openChromium(profile: string): Promise<void> {
  const chromium = await startChromium(profile)
  const { targetInfos } = await chromium.tools.root.send('Target.getTargets')
  const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page')
  opened = { tools: chromium.tools, address: chromium.address, targetId: page!.targetId }
}

/** The browser of an app that is ready. */
export function currentChromium(): OpenChromium {
  if (opened === null) throw new Error('Cannot create BrowserWindow before app is ready')
  return opened
}
