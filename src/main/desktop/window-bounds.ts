import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { screen, type BrowserWindow, type Rectangle } from 'electron'
import * as v from 'valibot'

/** Down to this size nothing in the window is clipped. */
export const smallestWindow = { width: 1024, height: 700 } as const

const SideSchema = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000))
const BoundsSchema = v.strictObject({
  x: SideSchema,
  y: SideSchema,
  width: SideSchema,
  height: SideSchema,
  maximized: v.boolean(),
})
type SavedBounds = v.InferOutput<typeof BoundsSchema>

const fileName = 'window.json'

/** Where the window was when it was last closed; null where that is not known or no longer on a screen. */
export function readWindowBounds(folder: string): SavedBounds | null {
  try {
    const saved = v.parse(BoundsSchema, JSON.parse(readFileSync(join(folder, fileName), 'utf8')))
    return isVisible(saved) ? saved : null
  } catch {
    // The first start, or a file that was broken: the window opens where the system puts it.
    return null
  }
}

/** Keeps where `window` is. Failing to is no reason to bother a person who closes a window. */
export function saveWindowBounds(folder: string, window: BrowserWindow): void {
  const bounds: SavedBounds = { ...window.getNormalBounds(), maximized: window.isMaximized() }
  try {
    writeFileSync(join(folder, fileName), JSON.stringify(bounds), { mode: 0o600 })
  } catch (failure) {
    console.warn(`sockwright: the window's place is not kept: ${String(failure)}`)
  }
}

/** True where enough of the title bar is on a screen to take hold of it. */
function isVisible(bounds: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const width =
      Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x)
    return width >= 100 && bounds.y >= workArea.y && bounds.y <= workArea.y + workArea.height - 50
  })
}
