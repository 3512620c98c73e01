import { once } from 'node:events'
import { join } from 'node:path'
import type { Failure } from '../../src/shared/contract/errors'
import { openSettings } from '../../src/main/engine/settings/settings-store'
import { PayloadHistory } from '../../src/main/engine/workspace/payload-history'
import { RecentWorkspaces } from '../../src/main/engine/workspace/recent-workspaces'

/**
 * A program that writes into a data folder as an engine does: arguments are the folder, a name, how many times, and the
 * one setting it changes. It begins when its standard input ends, so that several begin together.
 */
const [folder = '', name = '', times = '', setting = ''] = process.argv.slice(2)
const fail = ({ message }: Failure): never => {
  throw new Error(message)
}
const settings = await openSettings(folder, fail)
const recent = new RecentWorkspaces(join(folder, 'recent.json'), fail)
const history = new PayloadHistory(join(folder, 'history.json'), fail)
await history.load()
await recent.load()
console.log('ready')
await once(process.stdin.resume(), 'end')
for (let index = 0; index < Number(times); index += 1) {
  history.add({ form: 'text', text: `${name} ${index}`, lineEnding: 'none' })
  await history.close()
  await recent.add(join(folder, `${name} ${index}.sockwright.json`))
  await settings.set(JSON.parse(setting) as object)
}
