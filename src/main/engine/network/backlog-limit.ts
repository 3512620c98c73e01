import { readFile } from 'node:fs/promises'
import process from 'node:process'

/**
 * How many connections of a listening socket the system lets wait for accept at most, whatever is asked for (listen(2)); null
 * where it does not tell (other systems than Linux).
 */
export async function backlogLimit(): Promise<number | null> {
  if (process.platform !== 'linux') return null
  const text = await readFile('/proc/sys/net/core/somaxconn', 'latin1').catch(() => '')
  return /^\d+\s*$/.test(text) ? Number(text) : null
}
