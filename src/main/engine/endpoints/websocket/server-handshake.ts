import { SockwrightError } from '../../../../shared/contract/errors'
import { version } from '../../../version'
import { extension, PerMessageDeflate, type Deflate } from './frame-library'
import { acceptOf, looksLikeTls, startOf, waiting, type Handshake, type HandshakeStep } from './handshake'
import { hasWord, HeadReader, longestHead, type HttpHead } from './http-head'

/** What a server accepts. */
export interface ServerTerms {
  /** The path that is served; empty for every path. */
  readonly path: string
  /** Sub-protocols it speaks, the best first; without any, none is ever chosen. */
  readonly protocols: readonly string[]
  /** Agree to compress messages where the client offers it. */
  readonly deflate: boolean
  /** The most bytes a message may have. */
  readonly messageLimit: number
}

/** Refusing a request: the status line's rest, and headers that tell the way out. */
interface Refusal {
  readonly status: string
  readonly headers?: readonly string[]
  readonly failure: SockwrightError
}

/** The server's side of an opening handshake. */
export class ServerHandshake implements Handshake {
  readonly begin = ''
  readonly #reader = new HeadReader()

  constructor(private readonly terms: ServerTerms) {}

  take(chunk: Buffer): HandshakeStep {
    const head = this.#reader.push(chunk)
    const { bytes } = this.#reader
    if (looksLikeTls(bytes)) return this.#silent(new SockwrightError('E_WS_TLS_SENT'))
    if (!mayBeRequest(bytes))
      return this.#silent(new SockwrightError('E_WS_NO_REQUEST', { start: startOf(bytes) }))
    if (head === null) return waiting
    if (head === 'broken') {
      const failure = new SockwrightError('E_WS_HEAD', { start: startOf(bytes) })
      return refused({ status: '400 Bad Request', failure }, startOf(bytes))
    }
    const refusal = this.#refusal(head)
    return refusal ? refused(refusal, head.text) : this.#accept(head)
  }

  giveUp(failure: SockwrightError): HandshakeStep {
    return this.#silent(failure)
  }

  /** Why a request is not accepted; null where it is. */
  #refusal({ first: [method, target, http], headers }: HttpHead): Refusal | null {
    if (!hasWord(headers.get('upgrade'), 'websocket') || !hasWord(headers.get('connection'), 'upgrade')) {
      return upgradeRequired(new SockwrightError('E_WS_PLAIN_HTTP', { method, path: target }))
    }
    if (method !== 'GET' || http !== 'HTTP/1.1') {
      const failure = new SockwrightError('E_WS_METHOD', { method: `${method} ${http}`.trim() })
      return { status: '405 Method Not Allowed', headers: ['Allow: GET'], failure }
    }
    const version = headers.get('sec-websocket-version') ?? '–'
    if (version !== '13') return upgradeRequired(new SockwrightError('E_WS_VERSION', { version }))
    if (!/^[A-Za-z0-9+/]{22}==$/.test(headers.get('sec-websocket-key') ?? ''))
      return { status: '400 Bad Request', failure: new SockwrightError('E_WS_KEY') }
    const { path } = this.terms
    if (path === '' || pathOf(target) === path) return null
    return {
      status: '404 Not Found',
      failure: new SockwrightError('E_WS_OTHER_PATH', { path: target, served: path }),
    }
  }

  #accept({ first: [, path], headers, text, rest }: HttpHead): HandshakeStep {
    const offered = (headers.get('sec-websocket-protocol') ?? '').split(',').map((one) => one.trim())
    const protocol = this.terms.protocols.find((one) => offered.includes(one)) ?? null
    const deflate = this.#deflate(headers.get('sec-websocket-extensions') ?? '')
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${acceptOf(headers.get('sec-websocket-key')!)}`,
    ]
    if (protocol !== null) lines.push(`Sec-WebSocket-Protocol: ${protocol}`)
    if (deflate) {
      const accepted = { [PerMessageDeflate.extensionName]: [deflate.params] }
      lines.push(`Sec-WebSocket-Extensions: ${extension.format(accepted)}`)
    }
    const response = lines.join('\r\n')
    return {
      is: 'opened',
      answer: `${response}\r\n\r\n`,
      path,
      protocol,
      deflate,
      request: text,
      response,
      rest,
    }
  }

  /** What the client offers and cannot be accepted is left out, as RFC 7692 asks. */
  #deflate(header: string): Deflate | null {
    if (!this.terms.deflate || header === '') return null
    try {
      const offers = extension.parse(header)[PerMessageDeflate.extensionName]
      if (!offers) return null
      const deflate = new PerMessageDeflate({ isServer: true, maxPayload: this.terms.messageLimit })
      deflate.accept(offers)
      return deflate
    } catch {
      return null
    }
  }

  #silent(failure: SockwrightError): HandshakeStep {
    const { bytes } = this.#reader
    const request = bytes.length > 0 ? startOf(bytes) : null
    return { is: 'failed', failure, answer: null, request, response: null }
  }
}

function upgradeRequired(failure: SockwrightError): Refusal {
  return {
    status: '426 Upgrade Required',
    headers: ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
    failure,
  }
}

function refused({ status, headers = [], failure }: Refusal, request: string): HandshakeStep {
  const body = `${failure.message}\n`
  const lines = [
    `HTTP/1.1 ${status}`,
    ...headers,
    `Connection: ${['close', ...(headers.some((one) => one.startsWith('Upgrade')) ? ['Upgrade'] : [])].join(', ')}`,
    `Server: Sockwright/${version}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  const response = lines.join('\r\n')
  return { is: 'failed', failure, answer: `${response}\r\n\r\n${body}`, request, response }
}

/** A method, and a first line that ends with the version of HTTP. */
function mayBeRequest(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, longestHead)
  const end = start.indexOf('\n')
  return end < 0 ? /^[A-Z]+( |$)/.test(start) : /^[A-Z]+ .*HTTP\/\d/.test(start.slice(0, end))
}

/** The path of a request's target, without its query. */
function pathOf(target: string): string {
  return target.split('?', 1)[0]!
}
