/** A map that keeps its most recently used entries; `left` is told of each that has to go, and of all on `clear`. */
export class RecentlyUsed<T> {
  private readonly entries = new Map<string, T>()

  constructor(
    private readonly limit: number,
    private readonly left: (value: T) => void,
  ) {}

  get(key: string): T | undefined {
    const found = this.entries.get(key)
    if (found !== undefined) {
      this.entries.delete(key)
      this.entries.set(key, found)
    }
    return found
  }

  set(key: string, value: T): void {
    this.entries.set(key, value)
    if (this.entries.size <= this.limit) return
    const oldest = this.entries.entries().next().value!
    this.entries.delete(oldest[0])
    this.left(oldest[1])
  }

  delete(key: string): void {
    this.entries.delete(key)
  }

  clear(): void {
    for (const value of this.entries.values()) this.left(value)
    this.entries.clear()
  }
}
