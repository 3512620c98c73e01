import * as v from 'valibot'
import type { LocalText } from '../language/local-text'

/** A proxy that TCP connections go through: SOCKS5 (RFC 1928) or HTTP CONNECT (RFC 9110, 9.3.6). */
export interface ProxyAddress {
  readonly scheme: 'socks5' | 'http'
  readonly host: string
  readonly port: number
  /** Empty: without authentication. */
  readonly user: string
  /** Only where the text has one: a workspace never does. */
  readonly password: string
}

const usualPorts = { socks5: 1080, http: 8080 } as const

const pattern =
  /^(socks5|http):\/\/(?:([^:@/\s]*)(?::([^@/\s]*))?@)?(?:\[([^\]\s]+)\]|([^:@/[\]\s]+))(?::(\d{1,5}))?\/?$/i

/** Reads `socks5://USER:PASSWORD@HOST:PORT` or `http://…`; user and password are percent-encoded. Null for other texts. */
export function parseProxy(text: string): ProxyAddress | null {
  const match = pattern.exec(text.trim())
  if (!match) return null
  const [, name = '', user = '', password = '', six, host = ''] = match
  const scheme = name.toLowerCase() === 'http' ? 'http' : 'socks5'
  const port = match[6] === undefined ? usualPorts[scheme] : Number(match[6])
  if (port < 1 || port > 65_535) return null
  try {
    const [plainUser, plainPassword] = [decodeURIComponent(user), decodeURIComponent(password)]
    return { scheme, host: six ?? host, port, user: plainUser, password: plainPassword }
  } catch {
    return null
  }
}

/** The text of a proxy without its password, which {@link parseProxy} reads back. */
export function formatProxy({ scheme, host, port, user }: ProxyAddress): string {
  const where = host.includes(':') ? `[${host}]` : host
  return `${scheme}://${user && `${encodeURIComponent(user)}@`}${where}:${port}`
}

/** How a proxy is written. */
export const proxyDemand: LocalText = {
  en: 'a proxy is written socks5://HOST:PORT or http://HOST:PORT, with USER@ before the host; its password has a field of its own',
  'zh-CN': '代理写作 socks5://主机:端口 或 http://主机:端口，主机前可加 用户@；密码另行填写',
}

/** A proxy as an option keeps it: without a password. Empty: none. */
export const ProxyTextSchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(400),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    if (dataset.value === '') return ''
    const proxy = parseProxy(dataset.value)
    if (proxy?.password === '') return formatProxy(proxy)
    addIssue({ message: proxyDemand.en })
    return NEVER
  }),
)
