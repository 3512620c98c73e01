import { EventEmitter, once } from 'node:events'
import { WebSocket } from 'ws'

type Parameters = Readonly<Record<string, unknown>>
type Answer = Readonly<Record<string, unknown>>

interface Incoming {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: Parameters
  readonly result?: Answer
  readonly error?: { readonly message: string }
}

/** A connection to Chromium's DevTools protocol, with one emitter of events for each session. */
export class DevTools {
  private readonly sessions = new Map<string, DevToolsSession>()
  private readonly waiting = new Map<number, { resolve(answer: Answer): void; reject(reason: Error): void }>()
  private lastId = 0
  readonly root = new DevToolsSession(this, undefined)

  static async open(address: string): Promise<DevTools> {
    const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 512 * 1024 * 1024 })
    const tools = new DevTools(socket)
    await once(socket, 'open')
    return tools
  }

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.take(JSON.parse(String(data)) as Incoming))
    socket.on('close', () => {
      this.waiting.forEach(({ reject }) => reject(new Error('Chromium has ended')))
      this.waiting.clear()
    })
  }

  async attach(targetId: string): Promise<DevToolsSession> {
    const { sessionId } = await this.root.send('Target.attachToTarget', { targetId, flatten: true })
    const session = new DevToolsSession(this, sessionId as string)
    this.sessions.set(sessionId as string, session)
    return session
  }

  send(sessionId: string | undefined, method: string, params: Parameters): Promise<Answer> {
    const id = (this.lastId += 1)
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    })
  }

  private take({ id, sessionId, method, params, result, error }: Incoming): void {
    if (id === undefined) {
      const session = sessionId === undefined ? this.root : this.sessions.get(sessionId)
      session?.emit(method!, params)
      return
    }
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result ?? {})
  }
}

/** One session of the protocol: its events are emitted by method name. */
export class DevToolsSession extends EventEmitter {
  constructor(
    private readonly tools: DevTools,
    private readonly id: string | undefined,
  ) {
    super()
  }

  send(method: string, params: Parameters = {}): Promise<Answer> {
    return this.tools.send(this.id, method, params)
  }
}
