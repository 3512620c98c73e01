import type { Channel } from './channel'

/** Two ends of a channel within one thread; messages are cloned and delivered later, as any other transport does. */
export function createMemoryChannelPair(): readonly [Channel, Channel] {
  const first = new MemoryEnd()
  const second = new MemoryEnd()
  first.other = second
  second.other = first
  return [first, second]
}

class MemoryEnd implements Channel {
  other!: MemoryEnd
  private receive: ((message: unknown) => void) | null = null
  private readonly waiting: unknown[] = []
  private readonly endings: (() => void)[] = []
  private closed = false

  post(message: unknown): void {
    if (this.closed) return
    const copy: unknown = structuredClone(message)
    queueMicrotask(() => this.other.deliver(copy))
  }

  onMessage(receive: (message: unknown) => void): void {
    this.receive = receive
    this.waiting.splice(0).forEach(receive)
  }

  onClose(closed: () => void): void {
    this.endings.push(closed)
  }

  close(): void {
    this.end()
    this.other.end()
  }

  private deliver(message: unknown): void {
    if (this.receive) this.receive(message)
    else this.waiting.push(message)
  }

  private end(): void {
    if (this.closed) return
    this.closed = true
    this.endings.forEach((ended) => ended())
  }
}
