import type { Worker } from 'node:worker_threads'
import { startThread } from '../thread/start-thread'

/** A thread that nobody has used for so long ends. */
const keptForMs = 30_000

/**
 * The threads that help with searches, owned by the query thread. They are kept for a while after use: starting one takes
 * as long as searching hundreds of megabytes.
 */
export class SearchThreads {
  private readonly idle = new Map<Worker, NodeJS.Timeout>()

  take(): Worker {
    for (const [thread, end] of this.idle) {
      clearTimeout(end)
      this.idle.delete(thread)
      return thread
    }
    const thread = startThread('search-thread')
    // Without an answer the records are decided by whoever asked.
    thread.on('error', () => this.forget(thread))
    thread.unref()
    return thread
  }

  /** Takes back a thread that has no work. */
  giveBack(thread: Worker): void {
    const end = setTimeout(() => {
      this.idle.delete(thread)
      void thread.terminate()
    }, keptForMs)
    end.unref()
    this.idle.set(thread, end)
  }

  private forget(thread: Worker): void {
    clearTimeout(this.idle.get(thread))
    this.idle.delete(thread)
  }

  /** Ends those that wait; those at work are ended by whoever has them. */
  close(): void {
    for (const [thread, end] of this.idle) {
      clearTimeout(end)
      void thread.terminate()
    }
    this.idle.clear()
  }
}
