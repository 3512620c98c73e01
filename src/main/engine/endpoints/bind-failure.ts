import { isIP } from 'node:net'
import { SockwrightError } from '../../../shared/contract/errors'
import { findPortOwner, type Transport } from '../network/port-owner'
import { firstUnprivilegedPort } from '../network/privileged-ports'
import { socketFailure } from './socket-failure'

/** Throws `E_ADDRESS_INVALID` for what is not an IP address. */
export function checkLocalAddress(address: string): void {
  if (isIP(address) === 0) throw new SockwrightError('E_ADDRESS_INVALID', { address })
}

/** Why `address` and `port` could not be bound; names the process in the way where the system tells it. */
export async function bindFailure(
  transport: Transport,
  address: string,
  port: number,
  thrown: unknown,
): Promise<SockwrightError> {
  const inUse = (thrown as { code?: unknown } | null)?.code === 'EADDRINUSE'
  return socketFailure(thrown, {
    operation: 'bind',
    address,
    port,
    owner: inUse ? await findPortOwner(transport, address, port) : null,
    firstUnprivilegedPort: await firstUnprivilegedPort(),
  })
}
