import { join } from 'node:path'
import { defaultDataFolder } from './files/data-folder'
import type { WorkspaceChoice } from './workspace/open-first-workspace'

/** How an engine is started; plain values, because they go to a thread. */
export interface EngineOptions {
  readonly workspace: WorkspaceChoice
  /** Settings, history and the list of recent workspaces; the platform's place by default. */
  readonly dataFolder?: string
  /** Where captures are recorded; `captures` in the data folder by default. */
  readonly capturesFolder?: string
  /** Where exports wait for their download; `exports` in the data folder by default. */
  readonly exportsFolder?: string
  /** Where certificates made here are kept; `certificates` in the data folder by default. */
  readonly certificatesFolder?: string
  /** False where payloads come from a program and nobody will look for them again. True by default. */
  readonly keepHistory?: boolean
  /** Threads of this process whose engines crashed: nobody holds their locks any more. */
  readonly crashedThreads?: readonly number[]
}

/** The folders an engine works in, as absolute paths. */
export interface EngineFolders {
  readonly data: string
  readonly captures: string
  readonly exports: string
  readonly certificates: string
  /** Workspaces made without naming a place. */
  readonly workspaces: string
}

export function engineFolders(options: EngineOptions): EngineFolders {
  const data = options.dataFolder ?? defaultDataFolder()
  return {
    data,
    captures: options.capturesFolder ?? join(data, 'captures'),
    exports: options.exportsFolder ?? join(data, 'exports'),
    certificates: options.certificatesFolder ?? join(data, 'certificates'),
    workspaces: join(data, 'workspaces'),
  }
}
