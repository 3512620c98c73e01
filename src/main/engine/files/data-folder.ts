import { homedir } from 'node:os'
import { join } from 'node:path'

/** What the place of application data depends on; the process's own by default. */
export interface DataFolderSurroundings {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/**
 * Where settings, history, workspaces and captures are kept: `SOCKWRIGHT_DATA` where it is set, else the platform's
 * place: `$XDG_DATA_HOME/sockwright` (XDG base directories), `%APPDATA%\Sockwright`, `~/Library/Application Support/Sockwright`.
 */
export function defaultDataFolder(
  surroundings: DataFolderSurroundings = {
    platform: process.platform,
    environment: process.env,
    home: homedir(),
  },
): string {
  const { platform, environment, home } = surroundings
  if (environment['SOCKWRIGHT_DATA']) return environment['SOCKWRIGHT_DATA']
  if (platform === 'win32') {
    return join(environment['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Sockwright')
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sockwright')
  return join(environment['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'sockwright')
}
