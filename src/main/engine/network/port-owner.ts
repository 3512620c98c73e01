import { readdir, readFile, readlink } from 'node:fs/promises'
import { isIP } from 'node:net'
import process from 'node:process'
import { isAnyAddress } from './ip-address'
import { procNetAddress, socketsAtPort, type ProcNetSocket } from './proc-net'

export type Transport = 'tcp' | 'udp'

export interface PortOwner {
  readonly name: string
  readonly pid: number
}

const anyIpv4 = procNetAddress('0.0.0.0')
const anyIpv6 = procNetAddress('::')
const taken: Readonly<Record<Transport, string>> = { tcp: '0A', udp: '07' }

/**
 * The process that holds `port` in the way of `address`, where the system lets us see it (Linux: `/proc`); else null.
 */
export async function findPortOwner(
  transport: Transport,
  address: string,
  port: number,
): Promise<PortOwner | null> {
  if (process.platform !== 'linux' || port === 0) return null
  const inodes = new Set((await socketsInTheWay(transport, address, port)).map(({ inode }) => inode))
  if (inodes.size === 0) return null
  for (const pid of [process.pid, ...(await processes())]) {
    if ((await socketsOf(pid)).some((inode) => inodes.has(inode)))
      return { pid, name: await processName(pid) }
  }
  return null
}

/** The processes that hold these sockets, by inode, as far as the system lets us see them. */
export async function ownersOf(inodes: ReadonlySet<number>): Promise<ReadonlyMap<number, PortOwner>> {
  const owners = new Map<number, PortOwner>()
  for (const pid of await processes()) {
    const held = (await socketsOf(pid)).filter((inode) => inodes.has(inode))
    if (held.length === 0) continue
    const owner = { pid, name: await processName(pid) }
    for (const inode of held) owners.set(inode, owner)
  }
  return owners
}

async function processes(): Promise<number[]> {
  return (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
}

async function socketsInTheWay(
  transport: Transport,
  address: string,
  port: number,
): Promise<ProcNetSocket[]> {
  const tables = await Promise.all(
    [transport, `${transport}6`].map((name) => readFile(`/proc/net/${name}`, 'latin1').catch(() => '')),
  )
  const sockets = tables.flatMap((table) => socketsAtPort(table, port))
  const candidates = sockets.filter(({ state }) => state === taken[transport])
  if (isIP(address) === 0 || isAnyAddress(address)) return candidates
  const wanted = new Set([procNetAddress(address), anyIpv4, anyIpv6])
  return candidates.filter(({ addressHex }) => wanted.has(addressHex))
}

/** Inodes of the sockets that a process has open. */
async function socketsOf(pid: number): Promise<number[]> {
  const folder = `/proc/${pid}/fd`
  const descriptors = await readdir(folder).catch(() => [])
  const targets = await Promise.all(
    descriptors.map((descriptor) => readlink(`${folder}/${descriptor}`).catch(() => '')),
  )
  return targets.flatMap((target) => {
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
    return inode === undefined ? [] : [Number(inode)]
  })
}

async function processName(pid: number): Promise<string> {
  if (pid === process.pid) return 'Sockwright'
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
  return name.trim() || '?'
}
