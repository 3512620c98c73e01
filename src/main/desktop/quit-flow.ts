/** How long the window may take to answer that it asks the person. */
const windowAnswerMs = 4_000
/** How long the engine may take to write what waits before the program ends without it. */
const engineStopMs = 15_000

export interface QuitParts {
  /** How many endpoints have open sockets. */
  countRunning(): Promise<number>
  /** Has the window ask the person; false where there is no window that could. */
  askInWindow(running: number): boolean
  /** Asks in a dialog of the system's. */
  askInDialog(running: number): Promise<boolean>
  /** Stops endpoints and writes what waits. */
  stopEngine(): Promise<void>
  /** Ends the program; nothing holds it any more. */
  end(): void
}

/**
 * The way to the end of the desktop app: with open sockets the person is asked, in the window if it answers, else by the
 * system; then the engine writes what waits, and only then the program ends.
 */
export class QuitFlow {
  private state: 'open' | 'asking' | 'ending' | 'over' = 'open'
  private windowAnswer: (() => void) | null = null

  constructor(private readonly parts: QuitParts) {}

  /** True once windows may close and the app may quit. */
  get over(): boolean {
    return this.state === 'over'
  }

  /** The person closes the window or quits. */
  async request(): Promise<void> {
    if (this.state === 'ending' || this.state === 'over') return
    // A second request while a dialog is open finds the person already asked.
    if (this.state === 'asking') return
    this.state = 'asking'
    const running = await this.parts.countRunning().catch(() => 0)
    if (running === 0) return this.finish()
    if (await this.windowAsks(running)) this.state = 'open'
    else if (await this.parts.askInDialog(running)) await this.finish()
    else this.state = 'open'
  }

  /** The window has heard the request and asks the person. */
  heard(): void {
    this.windowAnswer?.()
  }

  /** Ends without asking. */
  async finish(): Promise<void> {
    if (this.state === 'ending' || this.state === 'over') return
    this.state = 'ending'
    let limit: NodeJS.Timeout | undefined
    const timeout = new Promise<void>((resolve) => {
      limit = setTimeout(() => {
        console.error('sockwright: the engine did not end in time')
        resolve()
      }, engineStopMs)
    })
    await Promise.race([this.parts.stopEngine(), timeout]).catch((failure: unknown) =>
      console.error(`sockwright: the engine did not end well: ${String(failure)}`),
    )
    clearTimeout(limit)
    this.state = 'over'
    this.parts.end()
  }

  private windowAsks(running: number): Promise<boolean> {
    return new Promise((resolve) => {
      const limit = setTimeout(() => resolve(false), windowAnswerMs)
      this.windowAnswer = () => {
        clearTimeout(limit)
        resolve(true)
      }
      if (!this.parts.askInWindow(running)) {
        clearTimeout(limit)
        resolve(false)
      }
    })
  }
}
