import { arch, release, type } from 'node:os'
import type { CaptureEvent, RelayLegName } from '../../../../../shared/capture/capture-event'
import { isAnswerCause, isOriginal } from '../../../../../shared/capture/record'
import { describeEvent } from '../../../../../shared/capture/event-text'
import { captureKindTexts } from '../../../../../shared/endpoints/endpoint-kind'
import { version } from '../../../../version'
import {
  flagNames,
  noteWords,
  type ExportContext,
  type ExportedRecord,
  type ExportFormatWriter,
  type PeerEnds,
} from '../exported-record'
import { isoTime } from '../iso-time'
import { BlockWriter } from './block-writer'
import { bearerPacket, datagramSize, udpPacket } from './ip-packet'
import { PacketBuffer } from './packet-buffer'
import { MessagesSent } from './messages-sent'
import { packetEnds, standInEnds, type PacketEnds } from './packet-ends'
import { TcpConversations, type TcpPeer } from './tcp-conversations'
import { frameBytes, headBytes } from './websocket-bytes'

const pieceBytes = 256 * 1024
/** Payload of one packet that carries what belongs to no connection. */
const bearerBytes = 64_000
/** On which leg of a relay a message came. */
const legOf: Readonly<Record<'in' | 'out' | 'none', RelayLegName>> = {
  in: 'client',
  out: 'target',
  none: 'client',
}
const addressesStandIn = 'The addresses of this peer are not in the capture; these stand in for them'

/**
 * pcapng (draft-ietf-opsawg-pcapng): conversations as Wireshark shows them. The IP, TCP and UDP headers are made from
 * what was recorded: who spoke with whom, which bytes went which way, and how connections began and ended. Events are
 * comments of the packets they made, else of the one before of the same peer, else of the next one.
 */
export function pcapngFormat(context: ExportContext): ExportFormatWriter<Uint8Array> {
  const writer = new PcapngWriter(context)
  return {
    pieceBytes,
    begin: () => writer.begin(),
    records: (records) => writer.records(records),
    pause: () => writer.pause(),
    end: () => writer.end(),
  }
}

class PcapngWriter {
  readonly #blocks = new BlockWriter()
  readonly #packets = new PacketBuffer(this.#blocks)
  readonly #tcp = new TcpConversations()
  /** Made once for each that the export keeps ready. */
  readonly #ends = new WeakMap<PeerEnds, PacketEnds>()
  /** Of a relay: the addresses of its peers' connections to the target. */
  readonly #targets = new Map<number, PeerEnds>()
  readonly #isRelay: boolean
  /** Null where what is recorded as sent left as it is. */
  #sent: MessagesSent | null

  constructor(private readonly context: ExportContext) {
    this.#isRelay = context.endpoint.kind === 'relay'
    this.#sent = this.#isRelay ? new MessagesSent((record) => this.#forwarded(record)) : null
  }

  begin(): Uint8Array {
    const { capture, endpoint, filter } = this.context
    const kind = captureKindTexts[endpoint.kind].name.en
    this.#blocks.sectionHeader({
      application: `Sockwright ${version}`,
      operatingSystem: `${type()} ${release()} ${arch()}`,
      comment:
        `Capture ${capture} of the ${kind} “${endpoint.name}”. Bytes, times, addresses, beginnings and ends are as ` +
        'recorded; IP, TCP and UDP headers, sequence numbers and acknowledgements are made from them. What passed ' +
        'through TLS is as it was inside, decrypted.' +
        (filter === '' ? '' : ` Only records that match: ${filter}. Sequence numbers run over these.`),
    })
    this.#blocks.interface(endpoint.name, kind)
    return this.#blocks.take()
  }

  records(records: readonly ExportedRecord[]): Uint8Array {
    for (const record of records) {
      if (record.event) this.#event(record, record.event)
      else if (record.facts.direction === 'none' || record.facts.peer === 0) this.#unassigned(record)
      else this.#message(record)
    }
    return this.#blocks.take()
  }

  /** A packet that is held back for remarks goes out; these go to the next one then. */
  pause(): Uint8Array {
    this.#sent?.releaseAll()
    this.#packets.release()
    return this.#blocks.take()
  }

  end(): Uint8Array {
    this.#sent?.releaseAll()
    this.#packets.finish()
    return this.#blocks.take()
  }

  #message(record: ExportedRecord): void {
    const { facts } = record
    const isOut = facts.direction === 'out'
    if (!this.#sent) return this.#onWire(record, isOut)
    if (!this.#isRelay && isOut) return this.#sent.message(record)
    // What became of a message was never received, nor what a relay answered by itself.
    if (isOriginal(facts.flags) && !isAnswerCause(facts.cause))
      this.#onWire(this.#ofLeg(record, legOf[facts.direction]), false)
    if (this.#isRelay) this.#sent.message(record)
  }

  /** A relay has passed a message on: it goes out on the other leg. */
  #forwarded(record: ExportedRecord): void {
    this.#onWire(this.#ofLeg(record, record.facts.direction === 'in' ? 'target' : 'client'), true)
  }

  /** The record as one of the conversation on this leg of a relay: each has a number and addresses of its own. */
  #ofLeg(record: ExportedRecord, leg: RelayLegName): ExportedRecord {
    if (!this.#isRelay) return record
    const peer = record.facts.peer * 2 + (leg === 'target' ? 1 : 0)
    const ends = leg === 'target' ? (this.#targets.get(record.facts.peer) ?? null) : record.ends
    return { ...record, facts: { ...record.facts, peer }, ends }
  }

  /** A message as packets; `fromUs` tells which way they went. */
  #onWire(record: ExportedRecord, fromUs: boolean): void {
    const { data, offset } = record
    const comments = offset === 0 ? recordComments(record) : []
    if (!this.#isTcp(record)) return this.#datagrams(record, fromUs, comments)
    const bytes = frameBytes(record, fromUs === this.#isWebSocketClient) ?? data
    this.#tcp.data(this.#tcpPeer(record), fromUs, bytes, comments)
  }

  #datagrams(record: ExportedRecord, fromUs: boolean, comments: readonly string[]): void {
    const { facts, data } = record
    const { local, remote } = this.#packetEnds(record)
    const [from, to] = fromUs ? [local, remote] : [remote, local]
    const size = datagramSize(from)
    const more = [...this.#aboutEnds(record), ...comments]
    if (facts.length > size) more.push(`record ${facts.record} is longer than a datagram can be; it is split`)
    let at = 0
    do {
      const bytes = udpPacket(from, to, data.subarray(at, at + size))
      this.#packets.add(facts, bytes, fromUs ? 'out' : 'in', at === 0 ? more : [])
      at += size
    } while (at < data.length)
  }

  /** Bytes found beyond the index after a crash: nobody knows whose they are. */
  #unassigned(record: ExportedRecord): void {
    const { facts, data, offset } = record
    const comment = `record ${facts.record}: ${facts.length} bytes of unknown direction and peer`
    for (let at = 0; at < data.length; at += bearerBytes) {
      const bytes = bearerPacket(data.subarray(at, at + bearerBytes))
      this.#packets.add(facts, bytes, null, at + offset === 0 ? [comment, ...recordComments(record)] : [])
    }
  }

  #event(given: ExportedRecord, event: CaptureEvent): void {
    const comment = eventComment(given, event)
    // From here on a message may leave as another one, or not at all.
    if (event.event === 'faults-on') this.#sent ??= new MessagesSent((record) => this.#onWire(record, true))
    const record = this.#sent ? this.#ofEventLeg(given, event) : given
    if (!this.#eventPackets(record, event, comment)) this.#packets.remark(record.facts, comment)
    for (const note of noteComments(record)) this.#packets.remark(record.facts, note)
  }

  #ofEventLeg(record: ExportedRecord, event: CaptureEvent): ExportedRecord {
    const { peer } = record.facts
    if (peer === 0) return record
    // Before what waits goes on: the first datagram of a client comes before its socket to the target is connected.
    if (event.event === 'connected') {
      const { local, remote } = event
      const appeared = record.ends?.appeared === 'peer-appeared' ? 'peer-appeared' : 'connected'
      this.#targets.set(peer, { appeared, local, remote })
    }
    this.#sent?.releasePeer(peer)
    const ofLeg = this.#ofLeg(record, event.leg ?? 'client')
    if (event.event === 'closed') this.#targets.delete(peer)
    return ofLeg
  }

  /** Makes the packets of an event; false where it has none. */
  #eventPackets(record: ExportedRecord, event: CaptureEvent, comment: string): boolean {
    if (record.facts.peer === 0 || !this.#isTcp(record)) return false
    const comments = [comment]
    switch (event.event) {
      case 'accepted':
      case 'connected':
        this.#tcp.opened(this.#tcpPeer(record), comments)
        return true
      case 'websocket-opened':
        this.#tcp.data(this.#tcpPeer(record), this.#isWebSocketClient, headBytes(event.request), comments)
        this.#tcp.data(this.#tcpPeer(record), !this.#isWebSocketClient, headBytes(event.response), [])
        return true
      case 'end-received':
      case 'end-sent':
        return this.#tcp.ended(this.#tcpPeer(record), event.event === 'end-sent', comments)
      case 'closed':
      case 'leg-closed': {
        const { end } = event
        if (end.by === 'failure' || end.how !== 'reset') return false
        return this.#tcp.reset(this.#tcpPeer(record), end.by === 'us', comments)
      }
      default:
        return false
    }
  }

  get #isWebSocketClient(): boolean {
    return this.context.endpoint.kind === 'ws-client'
  }

  /** Of the peer, since an imported capture has peers of both protocols. */
  #isTcp({ ends }: ExportedRecord): boolean {
    return ends ? ends.appeared !== 'peer-appeared' : this.context.endpoint.kind !== 'udp'
  }

  #tcpPeer(record: ExportedRecord): TcpPeer {
    const { facts } = record
    return {
      peer: facts.peer,
      ends: this.#packetEnds(record),
      weConnected: record.ends?.appeared === 'connected',
      about: this.#aboutEnds(record),
      take: (bytes, fromUs, comments) => this.#packets.add(facts, bytes, fromUs ? 'out' : 'in', comments),
    }
  }

  #packetEnds({ ends, facts }: ExportedRecord): PacketEnds {
    if (!ends) return standInEnds(facts.peer)
    const known = this.#ends.get(ends)
    if (known) return known
    const made = packetEnds(ends) ?? standInEnds(facts.peer)
    this.#ends.set(ends, made)
    return made
  }

  #aboutEnds({ ends, offset }: ExportedRecord): string[] {
    return ends || offset > 0 ? [] : [addressesStandIn]
  }
}

function recordComments(record: ExportedRecord): string[] {
  const { facts } = record
  const names = flagNames(facts.flags)
  const flags = names.length > 0 ? [`record ${facts.record}: ${names.join(', ')}`] : []
  return [...flags, ...noteComments(record)]
}

function noteComments({ facts, note }: ExportedRecord): string[] {
  return note === null ? [] : [`record ${facts.record}: ${noteWords(note)}`]
}

function eventComment({ facts, address }: ExportedRecord, event: CaptureEvent): string {
  const peer = facts.peer === 0 ? '' : `#${facts.peer}${address && ` ${address}`} `
  return `${isoTime(facts.time)} ${peer}${describeEvent(event, 'en')}`
}
