import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Threads of the program, each with an entry file of this name. */
export type ThreadName =
  | 'engine-thread'
  | 'query-thread'
  | 'search-thread'
  | 'export-thread'
  | 'import-thread'
  | 'script-thread'
  | 'script-check-thread'
  | 'load-thread'

const sourceFolders: Readonly<Record<ThreadName, string>> = {
  'engine-thread': './',
  'query-thread': '../query/',
  'search-thread': '../query/',
  'export-thread': '../query/',
  'import-thread': '../import/',
  'script-thread': '../scripts/',
  'script-check-thread': '../scripts/',
  'load-thread': '../load/',
}

/**
 * Starts the thread `name`. Bundled entries lie side by side above the folder of shared chunks; under the test runner
 * the TypeScript source runs as it is.
 */
export function startThread(name: ThreadName, options: WorkerOptions = {}): Worker {
  const here = import.meta.url
  if (here.endsWith('.ts')) {
    const entry = new URL(`${sourceFolders[name]}${name}.ts`, here)
    return new Worker(entry, { ...options, execArgv: ['--import', new URL('source-loader.mjs', here).href] })
  }
  const entry = new URL(here.includes('/chunks/') ? `../${name}.js` : `./${name}.js`, here)
  return new Worker(fileURLToPath(entry), options)
}
