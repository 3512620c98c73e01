import type { Socket } from 'node:dgram'
import { platform } from 'node:process'
import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import { SockwrightError, toFailure, type Failure } from '../../../../shared/contract/errors'
import type { UdpOptions } from '../../../../shared/endpoints/endpoint-config'
import type { BufferSize, EndpointState } from '../../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { Recorder } from '../../capture/recorder'
import { UdpDrops } from '../../network/udp-drops'
import { Pause } from '../pause'
import type { Traffic } from '../traffic'
import { UdpGroups } from './udp-groups'
import { OutgoingInterface } from './udp-outgoing-interface'
import { UdpOutput } from './udp-output'
import { UdpPauses } from './udp-pauses'
import { askForReceiveBuffer, askForSendBuffer, bindUdp, connectUdp, setUdpOptions } from './udp-socket'

/** How long a stop waits for datagrams that the system has not taken yet. */
const stopGraceMs = 1_000

/** One bound UDP socket with all that works on it: options, groups, what it sends, when it is read, what is dropped. */
export class OpenUdp {
  readonly pauses: UdpPauses
  readonly output: UdpOutput
  readonly #groups: UdpGroups
  readonly #outgoing: OutgoingInterface
  #local: SocketAddress
  #connectedTo: SocketAddress | null = null
  #receiveBuffer: BufferSize = { wanted: 0, granted: 0 }
  #drops: UdpDrops | null = null

  private constructor(
    readonly socket: Socket,
    private readonly recorder: Recorder,
    traffic: Traffic,
    { connected, ipv6Only }: UdpOptions,
    refused: (error: Error) => void,
  ) {
    const tell = (event: CaptureEvent) => recorder.event(0, event)
    this.#local = addressOf(socket)
    this.pauses = new UdpPauses(socket)
    this.output = new UdpOutput(socket, recorder, traffic, this.pauses, connected, refused)
    this.#groups = new UdpGroups(socket, { address: this.#local.address, ipv6Only }, tell)
    this.#outgoing = new OutgoingInterface(socket, tell)
  }

  /** Binds, sets and records. `failed` takes what the network reports of earlier datagrams (ICMP). */
  static async bind(
    options: UdpOptions,
    recorder: Recorder,
    traffic: Traffic,
    failed: (error: Error) => void,
  ): Promise<OpenUdp> {
    const socket = await bindUdp(options)
    socket.on('error', failed)
    const open = new OpenUdp(socket, recorder, traffic, options, failed)
    try {
      open.#set(options)
      return open
    } catch (thrown) {
      socket.close()
      throw thrown
    }
  }

  get local(): SocketAddress {
    return this.#local
  }

  /** The only one it exchanges datagrams with; null where anybody may be. */
  get connectedTo(): SocketAddress | null {
    return this.#connectedTo
  }

  get state(): EndpointState {
    return {
      is: 'bound',
      local: this.#local,
      remote: this.#connectedTo,
      receiveBuffer: this.#receiveBuffer,
      groups: this.#groups.status,
    }
  }

  /** Exchanges datagrams with `remote` alone from here on; this chooses the local address too (connect(2)). */
  async connect(remote: SocketAddress): Promise<void> {
    await connectUdp(this.socket, remote)
    this.#local = addressOf(this.socket)
    this.#connectedTo = remote
    this.recorder.event(0, { event: 'remote-fixed', local: this.#local, remote })
  }

  /** Begins to count what the kernel drops; returns what it has dropped already, null where it does not tell. */
  countDrops(): number | null {
    this.#drops = new UdpDrops(this.#local)
    return platform === 'linux' ? this.#drops.readNow() : null
  }

  /** What the kernel has dropped by now; `now` waits for nothing. */
  drops(): Promise<number | null> {
    return this.#drops?.read() ?? Promise.resolve(null)
  }

  dropsNow(): number | null {
    return this.#drops?.readNow() ?? null
  }

  /** Returns the first failure to join. */
  joinGroups(text: string): Failure | null {
    return this.#groups.want(text)
  }

  /** Sets what has changed; what the system refuses is recorded. */
  apply(options: UdpOptions, before: UdpOptions): void {
    try {
      setUdpOptions(this.socket, options, before)
      this.#outgoing.use(options.multicastInterface)
    } catch (thrown) {
      this.recorder.event(0, { event: 'socket-failed', failure: toFailure(thrown) })
    }
    if (options.groups !== before.groups) this.#groups.want(options.groups)
  }

  /** To be called once a second; returns whether its state changed. */
  look(): boolean {
    this.#outgoing.look()
    return this.#groups.look()
  }

  /** Datagrams that wait in the process have a second to leave. */
  async close(): Promise<void> {
    const { socket } = this
    const allSent = this.output.allSent()
    const closed = new Promise<void>((resolve) => socket.once('close', resolve))
    const grace = new Pause(stopGraceMs)
    await Promise.race([allSent, grace.over])
    grace.end()
    socket.close()
    await Promise.all([allSent, closed])
  }

  #set(options: UdpOptions): void {
    const { receiveBuffer, sendBuffer, multicastInterface } = options
    setUdpOptions(this.socket, options)
    this.#outgoing.use(multicastInterface)
    this.#receiveBuffer = askForReceiveBuffer(this.socket, receiveBuffer)
    this.recorder.event(0, {
      event: 'bound',
      local: this.#local,
      receiveBuffer: this.#receiveBuffer,
      ...(sendBuffer > 0 ? { sendBuffer: askForSendBuffer(this.socket, sendBuffer) } : {}),
    })
  }
}

/** Where a connected endpoint is to connect to. Throws `E_CONNECTED_NOWHERE`. */
export function wantedRemote({ remoteHost, remotePort }: UdpOptions): { host: string; port: number } {
  if (remoteHost === '' || remotePort === 0) throw new SockwrightError('E_CONNECTED_NOWHERE')
  return { host: remoteHost, port: remotePort }
}

function addressOf(socket: Socket): SocketAddress {
  const { address, port } = socket.address()
  return { address, port }
}
