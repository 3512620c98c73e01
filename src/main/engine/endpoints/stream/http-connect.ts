import { SockwrightError } from '../../../../shared/contract/errors'
import { formatProxy, type ProxyAddress } from '../../../../shared/endpoints/proxy-address'
import { formatAddress, type SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { ProxyTalk } from './proxy-talk'

/** Asks an HTTP proxy for a connection (RFC 9110, 9.3.6; Basic by RFC 7617). Rejects with a coded failure. */
export async function askHttpConnect(
  talk: ProxyTalk,
  proxy: ProxyAddress,
  target: SocketAddress,
): Promise<void> {
  const { user, password } = proxy
  const where = formatAddress(target)
  const basic = Buffer.from(`${user}:${password}`).toString('base64')
  const lines = [
    `CONNECT ${where} HTTP/1.1`,
    `Host: ${where}`,
    ...(user === '' ? [] : [`Proxy-Authorization: Basic ${basic}`]),
  ]
  talk.say(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`))
  const head = await talk.hearHead()
  const [, status, reason = ''] = /^HTTP\/1\.\d (\d{3})(?: ([^\r\n]*))?/.exec(head) ?? []
  if (status === undefined) throw talk.nonsense()
  if (status === '407') throw talk.loginRefused()
  if (status.startsWith('2')) return
  throw new SockwrightError('E_PROXY_REFUSED', {
    proxy: formatProxy(proxy),
    target: where,
    reason: `${status} ${reason}`.trim(),
  })
}
