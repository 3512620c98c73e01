import { setTimeout as delay } from 'node:timers/promises'
import { takeLock } from './lock-file'

/** A change of one of the program's own files takes milliseconds; whoever holds the lock longer hangs. */
const patienceMs = 5_000
const retryMs = 15

/**
 * Does `work` on the file `path` while no other process, and nothing else here, does the same: what it reads is still
 * there when it writes. Rejects with what `work` rejects with, and where the lock cannot be had within five seconds.
 */
export async function withFileLock<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs
  while (true) {
    const attempt = await takeLock(`${path}.lock`)
    if (attempt.is === 'held') {
      try {
        return await work()
      } finally {
        await attempt.lock.release()
      }
    }
    if (performance.now() > until) throw new Error(`process ${attempt.pid} does not let go of ${path}`)
    // Of those who wait together each comes back at another time.
    await delay(retryMs * (0.5 + Math.random()))
  }
}
