import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { threadId } from 'node:worker_threads'
import * as v from 'valibot'

/** A lock that this process holds. */
export interface LockFile {
  /** Gives the lock up; may be called again. */
  release(): Promise<void>
}

export type LockAttempt =
  | { readonly is: 'held'; readonly lock: LockFile }
  /** Another engine, of this or another process, has it. */
  | { readonly is: 'busy'; readonly pid: number }

const OwnerSchema = v.object({
  pid: v.number(),
  started: v.nullable(v.string()),
  /** Which thread of the process; an engine has one of its own. */
  thread: v.optional(v.number()),
  token: v.string(),
})
type Owner = v.InferOutput<typeof OwnerSchema>

/** Two takers of one stale lock and a new owner in between are as much as can meet; more is a broken disk. */
const maxAttempts = 8

/** What link(2) answers on file systems that have no hard links. */
const withoutHardLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR'])

/**
 * Takes the lock file `path`, which names its owner. A lock whose process is gone is taken over: it is the trace of a
 * crash. Rejects with the system's error where the file cannot be made. `hardLink` stands in for link(2) in tests.
 */
export async function takeLock(path: string, hardLink = link): Promise<LockAttempt> {
  const mine: Owner = {
    pid: process.pid,
    started: processStart(process.pid),
    thread: threadId,
    token: randomUUID(),
  }
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (await create(path, mine, hardLink)) return { is: 'held', lock: heldLock(path, mine) }
    const owner = await readOwner(path)
    if (owner === 'absent') continue
    if (owner !== 'unreadable' && isAlive(owner)) return { is: 'busy', pid: owner.pid }
    await removeStale(path, owner)
  }
  throw new Error(`the lock ${path} changes all the time`)
}

/** The living process that holds the lock file `path`; null where nobody does. */
export async function lockHolder(path: string): Promise<number | null> {
  const owner = await readOwner(path)
  return typeof owner !== 'string' && isAlive(owner) ? owner.pid : null
}

/** The whole content appears at once (link(2) of a finished file), so nobody reads half an owner. */
async function create(path: string, owner: Owner, hardLink: typeof link): Promise<boolean> {
  const draft = `${path}.${owner.token}`
  const content = JSON.stringify(owner)
  await writeFile(draft, content, { mode: 0o600, flag: 'w' })
  try {
    await hardLink(draft, path)
    return true
  } catch (failure) {
    const code = (failure as NodeJS.ErrnoException).code ?? ''
    if (code === 'EEXIST') return false
    if (withoutHardLinks.has(code)) return createExclusively(path, content)
    throw failure
  } finally {
    await rm(draft, { force: true })
  }
}

/** Second best, for file systems such as exFAT: for a moment the lock may be seen empty. */
async function createExclusively(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' })
    return true
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw failure
  }
}

async function readOwner(path: string): Promise<Owner | 'absent' | 'unreadable'> {
  try {
    const parsed = v.safeParse(OwnerSchema, JSON.parse(await readFile(path, 'utf8')))
    return parsed.success ? parsed.output : 'unreadable'
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'unreadable'
  }
}

/** Moves the lock away and looks at what was moved: a new owner who came meanwhile gets it back. */
async function removeStale(path: string, seen: Owner | 'unreadable'): Promise<void> {
  const moved = `${path}.${randomUUID()}`
  try {
    await rename(path, moved)
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return
    throw failure
  }
  const found = await readOwner(moved)
  const isStale = typeof found === 'string' || (seen !== 'unreadable' && found.token === seen.token)
  if (!isStale) await link(moved, path).catch(() => undefined)
  await rm(moved, { force: true })
}

function heldLock(path: string, mine: Owner): LockFile {
  return {
    async release() {
      const owner = await readOwner(path)
      if (typeof owner !== 'string' && owner.token === mine.token) await rm(path, { force: true })
    },
  }
}

/** Threads of this process that have died with their locks. */
const deadThreads = new Set<number>()

/** Makes void the locks that a thread of this process held when it crashed. */
export function voidLocksOf(thread: number): void {
  deadThreads.add(thread)
}

function isAlive({ pid, started, thread }: Owner): boolean {
  if (pid === process.pid && thread !== undefined && deadThreads.has(thread)) return false
  try {
    process.kill(pid, 0)
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM'
  }
  const now = processStart(pid)
  return started === null || now === null || started === now
}

/** When a process began, in ticks since the boot (proc(5), field 22): tells a reused number from the same process. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
