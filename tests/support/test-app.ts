import { existsSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const projectFolder = join(import.meta.dirname, '..', '..')

/** A page that keeps what its channel brings, for a test to look at. */
const page = `<!doctype html><title>Sockwright</title><p id="state"></p><script type="module" src="/page.js"></script>`
const script = `
window.received = []
window.take = (message) => window.received.push(message)
window.sockwright.onMessage((message) => window.take(message))
document.getElementById('state').textContent = 'ready'`

/** The built bundles with a bare page in place of the window, in `folder`. */
export async function makeTestApp(folder: string): Promise<string> {
  const built = join(projectFolder, 'out')
  if (!existsSync(join(built, 'main', 'desktop.js'))) throw new Error('Build first: npm run build')
  await cp(join(built, 'main'), join(folder, 'out', 'main'), { recursive: true })
  await cp(join(built, 'preload'), join(folder, 'out', 'preload'), { recursive: true })
  await mkdir(join(folder, 'out', 'renderer'), { recursive: true })
  await writeFile(join(folder, 'out', 'renderer', 'index.html'), page)
  await writeFile(join(folder, 'out', 'renderer', 'page.js'), script)
  await writeFile(join(folder, 'package.json'), '{"type":"module","main":"out/main/desktop.js"}')
  return folder
}
