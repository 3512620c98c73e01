import { isIP } from 'node:net'
import { SockwrightError } from '../../../../shared/contract/errors'
import { formatProxy, type ProxyAddress } from '../../../../shared/endpoints/proxy-address'
import { formatAddress, type SocketAddress } from '../../../../shared/endpoints/socket-address'
import { addressBytes } from '../../network/ip-address'
import type { ProxyTalk } from './proxy-talk'

/** What the codes of a reply mean (RFC 1928, 6). */
const replies: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not permitted by its rules',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'TTL expired',
  7: 'command not supported',
  8: 'address type not supported',
}

/** The method of a proxy that takes none of those offered. */
const noneAccepted = 0xff

/** Asks a SOCKS5 proxy for a connection (RFC 1928, user and password by RFC 1929). Rejects with a coded failure. */
export async function askSocks5(talk: ProxyTalk, proxy: ProxyAddress, target: SocketAddress): Promise<void> {
  const { user, password } = proxy
  talk.say(user === '' ? Uint8Array.of(5, 1, 0) : Uint8Array.of(5, 2, 0, 2))
  const [version, method] = await talk.hear(2)
  if (version !== 5) throw talk.nonsense()
  if (method === noneAccepted) throw talk.loginRefused()
  if (method === 2 && user !== '') await authenticate(talk, user, password)
  // Only methods that were offered may be chosen: an echo service seems to choose another one.
  else if (method !== 0) throw talk.nonsense()
  talk.say(request(target))
  await reply(talk, proxy, target)
}

async function authenticate(talk: ProxyTalk, user: string, password: string): Promise<void> {
  const [name, secret] = [Buffer.from(user), Buffer.from(password)]
  talk.say(Buffer.concat([Uint8Array.of(1, name.length), name, Uint8Array.of(secret.length), secret]))
  const [version, status] = await talk.hear(2)
  // RFC 1929 says 1; some proxies say 5.
  if (version !== 1 && version !== 5) throw talk.nonsense()
  if (status !== 0) throw talk.loginRefused()
}

function request({ address, port }: SocketAddress): Buffer {
  const family = isIP(address)
  const name = Buffer.from(address)
  const where =
    family === 0
      ? Buffer.concat([Uint8Array.of(3, name.length), name])
      : Buffer.concat([Uint8Array.of(family === 4 ? 1 : 4), addressBytes(address)!])
  return Buffer.concat([Uint8Array.of(5, 1, 0), where, Uint8Array.of(port >> 8, port & 0xff)])
}

async function reply(talk: ProxyTalk, proxy: ProxyAddress, target: SocketAddress): Promise<void> {
  const [version, code = 1, , kind] = await talk.hear(4)
  if (version !== 5) throw talk.nonsense()
  if (code !== 0) {
    const reason = replies[code] ?? `code ${code}`
    throw new SockwrightError('E_PROXY_REFUSED', {
      proxy: formatProxy(proxy),
      target: formatAddress(target),
      reason,
    })
  }
  const length = kind === 1 ? 4 : kind === 4 ? 16 : kind === 3 ? (await talk.hear(1))[0]! : null
  if (length === null) throw talk.nonsense()
  await talk.hear(length + 2)
}
