import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { SkipReason } from '../../../shared/capture/skipped-packets'
import { SockwrightError } from '../../../shared/contract/errors'
import { newSeriesName } from '../capture/capture-names'
import { ImportWriter } from './import-writer'
import type { ImportOutcome, ImportTask } from './import-protocol'
import type { ImportRecords } from './import-records'
import { IpFragments } from './ip-fragments'
import { ipPacket, protocols, type IpPacket } from './ip-packet'
import { linkPayload } from './link-layer'
import { PacketFileBreak, type Packet } from './packet'
import { formatFailure, openPacketFile, type PacketFile } from './packet-file'
import { TcpConnections } from './tcp-connections'
import { UdpFlows } from './udp-flows'

/** Bytes of the file between two looks at what waits to be written: they stay in memory until then. */
const bytesBetweenWrites = 4 * 1024 * 1024

/** Told how many bytes of how many have been read; called often. */
export type OnImportProgress = (done: number, total: number) => void

/**
 * Makes a capture series in `task.folder` of a packet file: as far as the file can be read, if anything of it can be
 * used. Fails with `E_IMPORT_READ`, `E_IMPORT_FORMAT`, `E_IMPORT_EMPTY` or `E_IMPORT_WRITE`; what was written then is left.
 */
export async function runImport(task: ImportTask, onProgress: OnImportProgress): Promise<ImportOutcome> {
  const file = openPacketFile(task.source)
  try {
    const writer = await ImportWriter.create(seriesOf(task), { bytes: task.rolloverBytes, ageMs: null })
    try {
      return await new ImportRun(task, file, writer, onProgress).run()
    } catch (thrown) {
      await writer.abandon()
      throw thrown
    }
  } finally {
    file.source.close()
  }
}

function seriesOf({ name, folder, engineVersion }: ImportTask) {
  return {
    capturesFolder: folder,
    name: newSeriesName(name.replace(/\.(pcap|pcapng|cap)$/i, ''), new Date()),
    engine: engineVersion,
    endpoint: { id: 'import', name: name.slice(0, 80), kind: 'import' as const, options: { file: name } },
    encoding: 'utf-8' as const,
  }
}

class ImportRun implements ImportRecords {
  private readonly tcp = new TcpConnections(this)
  private readonly udp = new UdpFlows(this)
  private readonly fragments = new IpFragments((why, packets) => this.skip(why, packets))
  private readonly skipped = new Map<SkipReason, number>()
  private time = 0
  private packets = 0
  private peers = 0
  private messages = 0
  private bytes = 0
  private isStarted = false

  constructor(
    private readonly task: ImportTask,
    private readonly file: PacketFile,
    private readonly writer: ImportWriter,
    private readonly onProgress: OnImportProgress,
  ) {}

  async run(): Promise<ImportOutcome> {
    const broken = await this.readAll()
    this.fragments.finish()
    this.tcp.finish()
    const failure = broken && formatFailure(this.task.source, broken)
    if (!this.isStarted) throw failure ?? this.emptyFailure()
    const note = failure?.toFailure() ?? null
    this.event(0, {
      event: 'imported',
      file: this.task.name,
      packets: this.packets,
      skipped: [...this.skipped].map(([why, packets]) => ({ why, packets })),
      failure: note,
    })
    await this.writer.close()
    const { packets, peers, messages, bytes } = this
    const skipped = [...this.skipped.values()].reduce((sum, count) => sum + count, 0)
    return { totals: { packets, skipped, peers, messages, bytes }, note }
  }

  newPeer(): number {
    this.peers += 1
    return this.peers
  }

  message(peer: number, direction: 'in' | 'out', bytes: Uint8Array): void {
    this.start()
    this.messages += 1
    this.bytes += bytes.length
    this.writer.message(this.time, peer, direction, bytes)
  }

  event(peer: number, event: CaptureEvent): void {
    this.start()
    this.writer.event(this.time, peer, event)
  }

  skip(why: SkipReason, packets = 1): void {
    this.skipped.set(why, (this.skipped.get(why) ?? 0) + packets)
  }

  /** Reads to the end; returns what stood in the way of that. */
  private async readAll(): Promise<PacketFileBreak | null> {
    const { source } = this.file
    let writtenAt = 0
    for (;;) {
      const packet = this.next()
      if (packet === null || packet instanceof PacketFileBreak) return packet
      this.take(packet)
      if (!this.writer.isDue && source.offset - writtenAt < bytesBetweenWrites) continue
      writtenAt = source.offset
      await this.writer.write()
      this.onProgress(source.offset, source.size)
    }
  }

  private next(): Packet | PacketFileBreak | null {
    try {
      return this.file.packets.next()
    } catch (thrown) {
      if (thrown instanceof PacketFileBreak) return thrown
      throw thrown
    }
  }

  private take({ time, linkType, bytes }: Packet): void {
    this.packets += 1
    // Times of a capture never decrease; a file with several interfaces may have them in another order.
    if (time !== null && time > this.time) this.time = time
    const link = linkPayload(linkType, bytes)
    if ('skip' in link) return this.skip(link.skip)
    const packet = ipPacket(link.ip)
    const whole =
      typeof packet === 'object' && 'offset' in packet ? this.fragments.take(packet, this.time) : packet
    if (typeof whole === 'string') this.skip(whole)
    else if (whole) this.takePacket(whole)
  }

  private takePacket(packet: IpPacket): void {
    if (packet.protocol === protocols.tcp) this.tcp.take(packet, this.time)
    else if (packet.protocol === protocols.udp) this.udp.take(packet)
    else this.skip('other-protocol')
  }

  private start(): void {
    if (this.isStarted) return
    this.isStarted = true
    this.writer.event(this.time, 0, { event: 'started', kind: 'import', name: this.task.name })
  }

  private emptyFailure(): SockwrightError {
    return new SockwrightError('E_IMPORT_EMPTY', { path: this.task.source, packets: this.packets })
  }
}
