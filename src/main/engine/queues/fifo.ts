/** So many taken items are worth moving the others for. */
const worthMoving = 1_024

/**
 * First in, first out, at the same cost however many wait. `Array.shift` moves all others of a long array each time: tens of
 * microseconds from some 16,000 on.
 */
export class Fifo<T> {
  #items: (T | undefined)[] = []
  /** Items before this one were taken. */
  #first = 0

  get length(): number {
    return this.#items.length - this.#first
  }

  /** The one that is next; undefined where none waits. */
  get first(): T | undefined {
    return this.#items[this.#first]
  }

  /** The one that came last; undefined where none waits. */
  get last(): T | undefined {
    return this.length > 0 ? this.#items.at(-1) : undefined
  }

  push(item: T): void {
    this.#items.push(item)
  }

  /** Takes the one that is next. */
  shift(): T | undefined {
    const item = this.#items[this.#first]
    if (this.length === 0) return undefined
    this.#items[this.#first++] = undefined
    if (this.length === 0) this.clear()
    else if (this.#first >= worthMoving && this.#first * 2 > this.#items.length) this.#move()
    return item
  }

  /** Takes all, in order. */
  takeAll(): T[] {
    const all = this.#items.slice(this.#first) as T[]
    this.clear()
    return all
  }

  clear(): void {
    this.#items = []
    this.#first = 0
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let at = this.#first; at < this.#items.length; at += 1) yield this.#items[at]!
  }

  #move(): void {
    this.#items = this.#items.slice(this.#first)
    this.#first = 0
  }
}
