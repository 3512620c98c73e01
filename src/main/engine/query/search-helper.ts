import { MessageChannel, receiveMessageOnPort, type MessagePort, type Worker } from 'node:worker_threads'
import type { SearchAnswer, SearchOrder, SearchStart, SearchTask } from './search-protocol'
import type { SearchThreads } from './search-threads'

/** A thread that does part of a search. Answers are taken without returning to the event loop. */
export class SearchHelper {
  private readonly thread: Worker
  private readonly port: MessagePort
  private readonly answered = new Int32Array(new SharedArrayBuffer(4))
  private order: SearchOrder | null = null
  private taken = 0

  constructor(
    task: SearchTask,
    private readonly threads: SearchThreads,
  ) {
    const { port1, port2 } = new MessageChannel()
    this.port = port1
    const answered = this.answered.buffer as SharedArrayBuffer
    this.thread = threads.take()
    this.thread.postMessage({ task, port: port2, answered } satisfies SearchStart, [port2])
  }

  /** What it works at; null where it waits for an order. */
  get working(): SearchOrder | null {
    return this.order
  }

  ask(order: SearchOrder): void {
    this.order = order
    this.port.postMessage(order)
  }

  /** The answer to the order it works at, waiting up to `ms` for it; null where it is not there yet. */
  take(ms: number): SearchAnswer | null {
    if (ms > 0) Atomics.wait(this.answered, 0, this.taken, ms)
    const received = receiveMessageOnPort(this.port) as { readonly message: SearchAnswer } | undefined
    if (!received) return null
    this.taken += 1
    this.order = null
    return received.message
  }

  /** Gives its thread back, or ends it where that is still at work. */
  close(): void {
    this.port.close()
    if (this.order) void this.thread.terminate()
    else this.threads.giveBack(this.thread)
  }
}
