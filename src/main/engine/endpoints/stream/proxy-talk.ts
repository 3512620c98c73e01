import type { Socket } from 'node:net'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { ProxyAddress } from '../../../../shared/endpoints/proxy-address'
import { formatProxy } from '../../../../shared/endpoints/proxy-address'

/** Longest head of an answer that is read, bytes. */
const longestHead = 16_384

/** Was the connection reset, or written to after that? */
function isReset({ code }: Error & { readonly code?: string }): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE'
}

/**
 * What is said between us and a proxy before the stream belongs to the connection. Takes from the socket exactly what the
 * proxy says: bytes behind it are of the target and stay there.
 */
export class ProxyTalk {
  constructor(
    private readonly socket: Socket,
    private readonly proxy: ProxyAddress,
  ) {}

  say(bytes: Uint8Array): void {
    this.socket.write(bytes)
  }

  /** The next `count` bytes. Rejects with `E_PROXY_CLOSED`, and with what the socket failed with. */
  async hear(count: number): Promise<Buffer> {
    for (;;) {
      const bytes = this.socket.read(count) as Buffer | null
      if (bytes?.length === count) return bytes
      if (bytes || this.socket.readableEnded || this.socket.destroyed) throw this.#closed()
      await this.#readable()
    }
  }

  /** Everything up to and with an empty line. Rejects as {@link hear} does, and with `E_PROXY_NONSENSE`. */
  async hearHead(): Promise<string> {
    let head = ''
    while (!head.endsWith('\r\n\r\n')) {
      head += (await this.hear(1)).toString('latin1')
      if (head.length > longestHead || !'HTTP/1.'.startsWith(head.slice(0, 7))) throw this.nonsense()
    }
    return head
  }

  nonsense(): SockwrightError {
    const { scheme } = this.proxy
    return new SockwrightError('E_PROXY_NONSENSE', { proxy: formatProxy(this.proxy), scheme })
  }

  /** The proxy lets nobody in with the user and password that were given, or without any. */
  loginRefused(): SockwrightError {
    const code = this.proxy.user === '' ? 'E_PROXY_LOGIN' : 'E_PROXY_AUTH'
    return new SockwrightError(code, { proxy: formatProxy(this.proxy) })
  }

  #closed(): SockwrightError {
    return new SockwrightError('E_PROXY_CLOSED', { proxy: formatProxy(this.proxy) })
  }

  #readable(): Promise<void> {
    const { socket } = this
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => () => {
        socket.off('readable', read).off('end', end).off('close', end).off('error', fail)
        then()
      }
      const read = settle(resolve)
      const end = settle(() => reject(this.#closed()))
      const fail = (error: Error) => settle(() => reject(isReset(error) ? this.#closed() : error))()
      socket.on('readable', read).on('end', end).on('close', end).on('error', fail)
    })
  }
}
