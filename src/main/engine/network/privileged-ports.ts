import { readFile } from 'node:fs/promises'
import process from 'node:process'

const usualLimit = 1_024

/** Ports below this one need rights (ip(7), `ip_unprivileged_port_start`; 1024 elsewhere). */
export async function firstUnprivilegedPort(): Promise<number> {
  if (process.platform !== 'linux') return usualLimit
  const text = await readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8').catch(() => '')
  const limit = Number.parseInt(text, 10)
  return Number.isInteger(limit) ? limit : usualLimit
}
