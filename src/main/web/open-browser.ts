import { spawn } from 'node:child_process'

/** True where a window can be shown: on Linux, where a display is named. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
}

/** The program that opens an address in the person's browser, and its arguments. */
function opener(url: string): readonly [string, readonly string[]] {
  if (process.platform === 'darwin') return ['open', [url]]
  // Not `start`: the shell would read `&` in the address as the end of the command.
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return ['xdg-open', [url]]
}

/** Opens `url` in the person's browser. Resolves to false where no browser could be asked. */
export function openBrowser(url: string): Promise<boolean> {
  const [program, args] = opener(url)
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
