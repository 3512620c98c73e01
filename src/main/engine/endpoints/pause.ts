/** A wait that can be ended early. Owns its timer. */
export class Pause {
  readonly over: Promise<void>
  #end: () => void = () => undefined

  constructor(ms: number) {
    this.over = new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#end = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  end(): void {
    this.#end()
  }
}
