import { resolve } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { contractPage } from './contract-page'
import { filterPage } from './filter-page'
import { optionsPage } from './options-page'
import { payloadPage } from './payload-page'
import { scriptPage } from './script-page'
import { socketOptionsPage } from './socket-options-page'

/** Every page of `docs` that is made from the source, by its file name. */
const pages: Readonly<Record<string, () => string>> = {
  'contract.md': contractPage,
  'filter.md': filterPage,
  'options.md': optionsPage,
  'payload.md': payloadPage,
  'script-api.md': scriptPage,
  'socket-options.md': socketOptionsPage,
}

/** A made page: where it belongs, and its text as it must be there. */
export interface MadePage {
  readonly name: string
  readonly path: string
  readonly text: string
}

/** Makes every page from the source as it is now. */
export async function makePages(): Promise<MadePage[]> {
  const folder = resolve(import.meta.dirname, '../../docs')
  return Promise.all(
    Object.entries(pages).map(async ([name, page]) => {
      const path = resolve(folder, name)
      const style = await resolveConfig(path)
      return { name, path, text: await format(page(), { ...style, filepath: path }) }
    }),
  )
}
