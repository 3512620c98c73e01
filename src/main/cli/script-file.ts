import { basename } from 'node:path'
import { longestScript, noScript, type EndpointScript } from '../../shared/scripts/endpoint-script'
import { textFromFile } from './text-file'

/** The script of the file that `--script` names, called as the file is; none without the flag. Fails with `E_USAGE`. */
export async function scriptFromFile(path: string | null): Promise<EndpointScript> {
  if (path === null) return noScript
  const source = await textFromFile('--script', path, longestScript)
  const name = basename(path).replace(/\.[cm]?js$/, '')
  return { on: true, name: name.slice(0, 80) || 'script', source }
}
