import { startChromium, type Chromium } from './chromium'
import type { DevTools } from './devtools'

interface OpenChromium {
  readonly tools: DevTools
  readonly address: string
  /** The page that becomes the window. */
  readonly targetId: string
}

let chromium: Chromium | null = null
let opened: OpenChromium | null = null

/** Starts the browser; only an app that opens a window does. */
export async function openChromium(): Promise<void> {
  chromium = await startChromium()
  const { targetInfos } = await chromium.tools.root.send('Target.getTargets')
  const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page')
  opened = { tools: chromium.tools, address: chromium.address, targetId: page!.targetId }
}

/** The browser of an app that is ready. */
export function currentChromium(): OpenChromium {
  if (opened === null) throw new Error('Cannot create BrowserWindow before app is ready')
  return opened
}

export function closeChromium(): void {
  chromium?.kill()
}
