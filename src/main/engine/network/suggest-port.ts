import { probeBind } from './bind-probe'
import type { Transport } from './port-owner'
import { firstUnprivilegedPort } from './privileged-ports'

const tries = 64
/** Where the unprivileged cousins of well-known ports usually are: 80 and 8080, 443 and 8443. */
const cousinOffset = 8_000

/**
 * A port that is free at `address` now: `near` itself or as near above it as one is found; for a privileged one near its
 * usual cousin. With `near` 0 the system picks it. Rejects with the system's error where no port can be bound at all.
 */
export async function suggestPort(transport: Transport, address: string, near: number): Promise<number> {
  const limit = await firstUnprivilegedPort()
  const first = near > 0 && near < limit ? near + cousinOffset : near
  for (let port = Math.max(first, limit); near > 0 && port < first + tries && port <= 65_535; port++) {
    if (await isFree(transport, address, port)) return port
  }
  return probeBind(transport, address, 0)
}

function isFree(transport: Transport, address: string, port: number): Promise<boolean> {
  return probeBind(transport, address, port).then(
    () => true,
    () => false,
  )
}
