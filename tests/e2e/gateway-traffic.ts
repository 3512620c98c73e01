import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Payloads of a small field bus, in turn: JSON lines, a binary frame, a login in two scripts. */
const messages: readonly (readonly [client: number, payload: string | Buffer])[] = [
  [0, '{"dev":17,"temp":21.4,"hum":44,"seq":88123}\n'],
  [1, Buffer.from('0103200000c800d200dc00e600f000fa0104010e01180122012c01360140014a', 'hex')],
  [0, '{"dev":17,"temp":21.5,"hum":44,"seq":88124}\n'],
  [3, 'login 设备四 token=8f21\r\n'],
  [0, '{"dev":17,"temp":21.5,"hum":45,"seq":88125}\n'],
  [1, Buffer.from('011000010002040014001e927f', 'hex')],
  [0, '{"dev":17,"temp":21.6,"hum":45,"seq":88126}\n'],
]
/** How often one to three of the messages go out while the traffic flows. */
const everyMs = 90

/** Four clients of a server that answers each message: what the window looks like with work in it. */
export class GatewayTraffic {
  private flow: NodeJS.Timeout | null = null
  private next = 0

  private constructor(
    private readonly port: number,
    private readonly clients: readonly Socket[],
  ) {}

  /** Connects one after the other, so that the numbers are always the same; the third one resets. */
  static async start(port: number): Promise<GatewayTraffic> {
    const clients: Socket[] = []
    for (let count = 0; count < 4; count += 1) {
      clients.push(await clientOf(port))
    }
    const traffic = new GatewayTraffic(port, clients)
    for (let turn = 0; turn < 3 * messages.length; turn += 1) await traffic.exchange()
    clients[2]!.write('bye')
    await once(clients[2]!, 'data')
    clients[2]!.resetAndDestroy()
    for (let turn = 0; turn < messages.length; turn += 1) await traffic.exchange()
    return traffic
  }

  /** Goes on by itself until {@link stop}, so that rates and curves have something to show. */
  begin(): void {
    let tick = 0
    this.flow ??= setInterval(() => {
      tick += 1
      const burst = 2 + Math.round(Math.sin(tick / 15))
      for (let count = 0; count < burst; count += 1) this.write()
    }, everyMs)
  }

  pause(): void {
    if (this.flow) clearInterval(this.flow)
    this.flow = null
  }

  /** One more client is accepted, says a word and resets; then the others go on for a few messages. */
  async peerComesAndGoes(): Promise<void> {
    const guest = await clientOf(this.port)
    guest.write('HELO probe\r\n')
    await once(guest, 'data')
    guest.resetAndDestroy()
    for (let turn = 0; turn < 3; turn += 1) await this.exchange()
  }

  stop(): void {
    this.pause()
    for (const client of this.clients) client.destroy()
  }

  private write(): Socket {
    const [number, payload] = messages[this.next % messages.length]!
    this.next += 1
    this.clients[number]!.write(payload)
    return this.clients[number]!
  }

  /** One message and its answer. */
  private async exchange(): Promise<void> {
    await once(this.write(), 'data')
  }
}

/** A client that was greeted. */
async function clientOf(port: number): Promise<Socket> {
  const client = connect({ port, host: '127.0.0.1' })
  client.on('error', () => undefined)
  await once(client, 'data')
  return client
}
