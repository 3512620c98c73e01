import type { Socket } from 'node:net'
import { SockwrightError, toFailure, type Failure } from '../../../../shared/contract/errors'
import { formatProxy, type ProxyAddress } from '../../../../shared/endpoints/proxy-address'
import { formatAddress, type SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { LookUp } from '../../network/look-up'
import { socketFailure } from '../socket-failure'
import { dial, type DialOptions, type DialWitness } from './dial'
import { askHttpConnect } from './http-connect'
import { ProxyTalk } from './proxy-talk'
import { askSocks5 } from './socks5'

/** Is told the steps of a {@link dialThrough} as they happen, beside those of the way to the proxy. */
export interface ProxyWitness extends DialWitness {
  proxyAsked(proxy: string, target: string): void
  proxyOpened(proxy: string, target: string): void
  proxyFailed(proxy: string, failure: Failure): void
}

/**
 * Connects to the host and port of `options` through a proxy, which resolves the name. Rejects with a coded failure
 * (`E_PROXY_…`, or why the proxy cannot be reached), or with the reason of `signal` when it aborts. No socket is left behind.
 */
export async function dialThrough(
  proxy: ProxyAddress,
  options: DialOptions,
  lookUp: LookUp,
  witness: ProxyWitness,
  signal: AbortSignal,
): Promise<Socket> {
  const target: SocketAddress = { address: options.host, port: options.port }
  const socket = await dial({ ...options, host: proxy.host, port: proxy.port }, lookUp, witness, signal)
  const names = [formatProxy(proxy), formatAddress(target)] as const
  const release = giveUpOn(socket, options.connectTimeout, signal, formatProxy(proxy))
  try {
    witness.proxyAsked(...names)
    const talk = new ProxyTalk(socket, proxy)
    await (proxy.scheme === 'http' ? askHttpConnect(talk, proxy, target) : askSocks5(talk, proxy, target))
    witness.proxyOpened(...names)
    return socket
  } catch (thrown) {
    socket.destroy()
    if (signal.aborted) throw thrown
    const failure = socketFailure(thrown, { operation: 'connect', address: proxy.host, port: proxy.port })
    witness.proxyFailed(names[0], toFailure(failure))
    throw failure
  } finally {
    release()
  }
}

/** Destroys the socket when its time is over or `signal` aborts; the function that is returned ends both watches. */
function giveUpOn(socket: Socket, afterMs: number, signal: AbortSignal, proxy: string): () => void {
  const swallow = () => undefined
  const abort = () => socket.destroy(signal.reason as Error)
  const timer = setTimeout(() => socket.destroy(new SockwrightError('E_PROXY_TIMEOUT', { proxy })), afterMs)
  signal.addEventListener('abort', abort)
  // A failure between two reads is told by the next one.
  socket.on('error', swallow)
  return () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    socket.off('error', swallow)
  }
}
