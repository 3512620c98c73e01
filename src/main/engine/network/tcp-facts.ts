import { readFile } from 'node:fs/promises'
import process from 'node:process'
import type { TcpFacts, TcpMeasures } from '../../../shared/contract/engine/tcp-facts-calls'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { TcpState } from '../../../shared/timeline/timeline-life'
import { plainIpv4 } from './ip-address'
import type { ConnectionEnds } from '../../../shared/endpoints/tcp-connections'
import { procNetAddress } from './proc-net'
import { measureTcp } from './tcp-measures'

/** What was asked for is told again for so long, ms. */
const freshMs = 1_000
/** Tables of many thousand sockets take long to read: they are read again after so many times as long as that took. */
const restFactor = 50

/** States as numbered in `/proc/net/tcp` (include/net/tcp_states.h of Linux). */
const states: Readonly<Record<string, TcpState>> = {
  '01': 'ESTABLISHED',
  '02': 'SYN_SENT',
  '03': 'SYN_RECV',
  '04': 'FIN_WAIT_1',
  '05': 'FIN_WAIT_2',
  '06': 'TIME_WAIT',
  '07': 'CLOSED',
  '08': 'CLOSE_WAIT',
  '09': 'LAST_ACK',
  '0A': 'LISTEN',
  '0B': 'CLOSING',
  '0C': 'SYN_RECV',
}

interface Kept<T> {
  readonly at: number
  readonly value: Promise<T>
}

/** States of all connections, by both addresses as the table writes them. */
type StateTable = ReadonlyMap<string, TcpState>

/** Reads what the system knows of TCP connections, for those who look; asks it once a second at most, less often where that takes long. */
export class TcpFactsReader {
  private tables: Kept<readonly [StateTable, StateTable]> | null = null
  private tookMs = 0
  private readonly measures = new Map<string, Kept<TcpMeasures | 'missing' | null>>()

  async read(local: SocketAddress, remote: SocketAddress): Promise<TcpFacts> {
    if (process.platform !== 'linux') return { here: null, there: null, measures: null, gap: 'system' }
    const [tcp, tcp6] = await this.readTables()
    const here = stateOf(tcp, tcp6, local, remote)
    const there = stateOf(tcp, tcp6, remote, local)
    const measures = here === null ? null : await this.readMeasures(local, remote)
    if (measures === 'missing') return { here, there, measures: null, gap: 'program' }
    return { here, there, measures, gap: null }
  }

  /** The states of connections in their order, null where there is no such one; null where the system tells of none. */
  async states(connections: readonly ConnectionEnds[]): Promise<readonly (TcpState | null)[] | null> {
    if (process.platform !== 'linux') return null
    const [tcp, tcp6] = await this.readTables()
    return connections.map(({ local, remote }) => stateOf(tcp, tcp6, local, remote))
  }

  private readTables(): Promise<readonly [StateTable, StateTable]> {
    const now = performance.now()
    const rest = Math.max(freshMs, this.tookMs * restFactor)
    if (this.tables && now - this.tables.at < rest) return this.tables.value
    const value = Promise.all([readTable('tcp'), readTable('tcp6')])
    this.tables = { at: now, value }
    void value.then(() => (this.tookMs = performance.now() - now))
    return value
  }

  /** What is measured of connections, in their order; null where nothing is. */
  async measuresOf(connections: readonly ConnectionEnds[]): Promise<readonly (TcpMeasures | null)[]> {
    const known = connections.length === 0 ? [] : await measureTcp(connections)
    return known === 'missing' ? connections.map(() => null) : known
  }

  private readMeasures(local: SocketAddress, remote: SocketAddress): Promise<TcpMeasures | 'missing' | null> {
    const now = performance.now()
    for (const [key, { at }] of this.measures) if (now - at >= freshMs) this.measures.delete(key)
    const key = `${local.address} ${local.port} ${remote.address} ${remote.port}`
    const kept = this.measures.get(key)
    if (kept) return kept.value
    const value = measureTcp([{ local, remote }]).then((found) =>
      found === 'missing' ? found : (found[0] ?? null),
    )
    this.measures.set(key, { at: now, value })
    return value
  }
}

async function readTable(name: string): Promise<StateTable> {
  const text = await readFile(`/proc/net/${name}`, 'latin1').catch(() => '')
  const table = new Map<string, TcpState>()
  for (const [, pair, number] of text.matchAll(
    /: ([\dA-F]+:[\dA-F]{4} [\dA-F]+:[\dA-F]{4}) ([\dA-F]{2}) /g,
  )) {
    const state = states[number!]
    if (state) table.set(pair!, state)
  }
  return table
}

/** The pair of addresses as the table writes it. */
function pairText(
  one: string | null,
  other: string | null,
  local: SocketAddress,
  remote: SocketAddress,
): string | null {
  const [from, to] = [one && procNetAddress(one), other && procNetAddress(other)]
  const port = (at: SocketAddress) => at.port.toString(16).toUpperCase().padStart(4, '0')
  return from && to ? `${from}:${port(local)} ${to}:${port(remote)}` : null
}

/** An IPv4 connection may be that of an IPv6 socket (RFC 4291, 2.5.5.2), so it is looked for in both tables. */
function stateOf(
  tcp: StateTable,
  tcp6: StateTable,
  local: SocketAddress,
  remote: SocketAddress,
): TcpState | null {
  const [one, other] = [plainIpv4(local.address), plainIpv4(remote.address)]
  const plain = stateIn(tcp, pairText(one, other, local, remote))
  if (plain) return plain
  const mapped = one && other ? pairText(`::ffff:${one}`, `::ffff:${other}`, local, remote) : null
  return stateIn(tcp6, mapped ?? pairText(local.address, remote.address, local, remote))
}

function stateIn(table: StateTable, pair: string | null): TcpState | null {
  return pair === null ? null : (table.get(pair) ?? null)
}

/** One for all sessions: what the system tells is the same for each. */
export const systemTcpFacts = new TcpFactsReader()
