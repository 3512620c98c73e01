import { join } from 'node:path'
import Conf from 'conf'
import * as v from 'valibot'
import { SettingsSchema, type Settings } from '../../../shared/contract/engine/settings-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { readJsonFile } from '../files/json-file'
import { systemReason } from '../files/private-folder'
import { withFileLock } from '../files/with-file-lock'
import { defaultSettings, type SettingsKeeper } from './settings-keeper'

/** Settings in `settings.json` of the data folder. A file that does not fit is kept aside and reported. */
export async function openSettings(
  folder: string,
  reportProblem: (failure: Failure) => void,
): Promise<SettingsKeeper> {
  const path = join(folder, 'settings.json')
  const { problem } = await readJsonFile(path, v.partial(SettingsSchema))
  if (problem) reportProblem(problem)
  const store = new Conf<Settings>({
    cwd: folder,
    configName: 'settings',
    defaults: defaultSettings,
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
  })
  const read = (): Settings => ({ ...defaultSettings, ...v.parse(v.partial(SettingsSchema), store.store) })
  let last: Promise<void> = Promise.resolve()
  return {
    get: read,
    async set(change) {
      // One after the other: of two changes made here the later one stays.
      const write = last.then(() => withFileLock(path, () => store.set(change)))
      last = write.catch(() => undefined)
      try {
        await write
      } catch (cause) {
        throw new SockwrightError('E_DATA_WRITE', { path, reason: systemReason(cause) }, { cause })
      }
      return read()
    },
  }
}
