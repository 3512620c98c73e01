import type { Socket } from 'node:dgram'

/** The part of Node's handle of a UDP socket that reads. */
interface UdpHandle {
  recvStart(): number
  recvStop(): number
}

/**
 * Stops and resumes reading a UDP socket: meanwhile datagrams wait in its receive buffer, and the kernel counts what
 * does not fit. `node:dgram` has no public way to do it, so this reaches for its handle, and where there is none
 * reading goes on.
 */
export function setUdpReading(socket: Socket, reading: boolean): void {
  const handle = handleOf(socket)
  if (reading) handle?.recvStart()
  else handle?.recvStop()
}

function handleOf(socket: Socket): UdpHandle | null {
  const symbol = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'state symbol',
  )
  if (symbol === undefined) return null
  const state = Reflect.get(socket, symbol) as { handle?: Partial<UdpHandle> | null } | undefined
  const handle = state?.handle
  return typeof handle?.recvStop === 'function' && typeof handle.recvStart === 'function'
    ? (handle as UdpHandle)
    : null
}
