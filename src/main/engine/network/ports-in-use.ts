import { readFile } from 'node:fs/promises'
import process from 'node:process'
import type { PortInUse, PortsInUse } from '../../../shared/contract/engine/network-calls'
import { ownersOf, type PortOwner, type Transport } from './port-owner'
import { procNetText, procNetSockets, type ProcNetSocket } from './proc-net'

/** Tables of Linux (proc(5)), and in which of their states a socket holds its port for itself. */
const tables = [
  { file: 'tcp', transport: 'tcp', holds: (state: string) => state === '0A' },
  { file: 'tcp6', transport: 'tcp', holds: (state: string) => state === '0A' },
  { file: 'udp', transport: 'udp', holds: () => true },
  { file: 'udp6', transport: 'udp', holds: () => true },
] as const satisfies readonly { file: string; transport: Transport; holds(state: string): boolean }[]

interface Found {
  readonly transport: Transport
  readonly socket: ProcNetSocket
}

/**
 * TCP ports that somebody listens on and UDP ports that are bound, by port, each with its process where the system lets
 * us see it. Only Linux tells (`/proc`).
 */
export async function portsInUse(): Promise<PortsInUse> {
  if (process.platform !== 'linux') return { told: false, ports: [] }
  const found = (await Promise.all(tables.map(readTable))).flat()
  const owners = await ownersOf(new Set(found.map(({ socket }) => socket.inode)))
  const ports = found.map((one) => portOf(one, owners))
  return { told: true, ports: ports.sort((one, other) => one.port - other.port) }
}

async function readTable({ file, transport, holds }: (typeof tables)[number]): Promise<Found[]> {
  const text = await readFile(`/proc/net/${file}`, 'latin1').catch(() => '')
  return procNetSockets(text)
    .filter(({ state }) => holds(state))
    .map((socket) => ({ transport, socket }))
}

function portOf({ transport, socket }: Found, owners: ReadonlyMap<number, PortOwner>): PortInUse {
  return {
    transport,
    address: procNetText(socket.addressHex),
    port: socket.port,
    owner: owners.get(socket.inode) ?? null,
  }
}
