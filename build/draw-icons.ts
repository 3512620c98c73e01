import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launchBrowser } from '../tests/support/browser'

/**
 * Draws `icon.svg` in the sizes the packages need. Run after a change of the drawing:
 * `node --import tsx build/draw-icons.ts`
 */
const sizes = [16, 32, 48, 64, 128, 256, 512, 1024]

const folder = import.meta.dirname
const drawing = await readFile(join(folder, 'icon.svg'), 'utf8')
const browser = await launchBrowser()
const page = await browser.newPage()
await mkdir(join(folder, 'icons'), { recursive: true })
for (const size of sizes) {
  await page.setViewportSize({ width: size, height: size })
  const scaled = drawing.replace('width="1024" height="1024"', `width="${size}" height="${size}"`)
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${scaled}`)
  const picture = await page.screenshot({ omitBackground: true })
  await writeFile(join(folder, 'icons', `${size}x${size}.png`), picture)
  // electron-builder makes the icons of Windows and macOS of this one.
  if (size === 1024) await writeFile(join(folder, 'icon.png'), picture)
}
await browser.close()
