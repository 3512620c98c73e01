import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { keepAside } from './keep-aside'
import { systemReason } from './private-folder'

export interface JsonReading<T> {
  /** Null where there is no file, or no readable one. */
  readonly value: T | null
  /** `E_DATA_BROKEN`, naming where the unreadable file was kept. */
  readonly problem: Failure | null
}

/** Reads one of the program's own JSON files. One that does not fit `schema` is kept aside, never overwritten. */
export async function readJsonFile<S extends v.GenericSchema>(
  path: string,
  schema: S,
): Promise<JsonReading<v.InferOutput<S>>> {
  try {
    return { value: v.parse(schema, JSON.parse(await readFile(path, 'utf8'))), problem: null }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { value: null, problem: null }
    const keptAs = await keepAside(path, '.json').catch(() => path)
    const details = { path, reason: systemReason(cause), keptAs }
    return { value: null, problem: new SockwrightError('E_DATA_BROKEN', details).toFailure() }
  }
}
