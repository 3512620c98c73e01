import { randomBytes } from 'node:crypto'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { RequestHeader } from '../../../../shared/endpoints/websocket-texts'
import { extension, PerMessageDeflate, type Deflate } from './frame-library'
import { acceptOf, looksLikeTls, startOf, waiting, type Handshake, type HandshakeStep } from './handshake'
import { hasWord, HeadReader, type HttpHead } from './http-head'

/** What a client asks for. */
export interface ClientRequest {
  /** Host and port as the header `Host` has them. */
  readonly host: string
  readonly path: string
  readonly protocols: readonly string[]
  readonly headers: readonly RequestHeader[]
  /** Offer to compress messages. */
  readonly deflate: boolean
  /** The most bytes a message may have. */
  readonly messageLimit: number
}

/** So much of an answer's body is waited for, to be shown. */
const shownBody = 200
const http = Buffer.from('HTTP/')

/** The client's side of an opening handshake. */
export class ClientHandshake implements Handshake {
  readonly begin: string
  readonly #key = randomBytes(16).toString('base64')
  readonly #deflate: Deflate | null
  readonly #reader = new HeadReader()
  /** The head of an answer that is no upgrade; its body is waited for. */
  #refusal: HttpHead | null = null

  constructor(private readonly request: ClientRequest) {
    const { deflate, messageLimit: maxPayload } = request
    this.#deflate = deflate ? new PerMessageDeflate({ isServer: false, maxPayload }) : null
    this.begin = `${this.#head().join('\r\n')}\r\n\r\n`
  }

  take(chunk: Buffer): HandshakeStep {
    if (this.#refusal)
      return this.#refused({ ...this.#refusal, rest: Buffer.concat([this.#refusal.rest, chunk]) })
    const head = this.#reader.push(chunk)
    const { bytes } = this.#reader
    if (!bytes.subarray(0, http.length).equals(http.subarray(0, bytes.length)))
      return this.#failed(noHttp(bytes))
    if (head === null) return waiting
    if (head === 'broken') return this.#failed(new SockwrightError('E_WS_HEAD', { start: startOf(bytes) }))
    return head.first[1] === '101' ? this.#upgraded(head) : this.#refused(head)
  }

  giveUp(failure: SockwrightError): HandshakeStep {
    if (this.#refusal) return this.#failed(statusFailure(this.#refusal, this.request.path), this.#refusal)
    return this.#failed(failure)
  }

  #head(): string[] {
    const { host, path, protocols, headers } = this.request
    const own = new Set(headers.map(({ name }) => name.toLowerCase()))
    const usual: RequestHeader[] = [
      { name: 'Host', value: host },
      { name: 'Upgrade', value: 'websocket' },
      { name: 'Connection', value: 'Upgrade' },
      { name: 'Sec-WebSocket-Key', value: this.#key },
      { name: 'Sec-WebSocket-Version', value: '13' },
    ]
    if (protocols.length > 0) usual.push({ name: 'Sec-WebSocket-Protocol', value: protocols.join(', ') })
    if (this.#deflate) {
      const value = extension.format({ [PerMessageDeflate.extensionName]: this.#deflate.offer() })
      usual.push({ name: 'Sec-WebSocket-Extensions', value })
    }
    const all = [...usual.filter(({ name }) => !own.has(name.toLowerCase())), ...headers]
    return [`GET ${path} HTTP/1.1`, ...all.map(({ name, value }) => `${name}: ${value}`)]
  }

  /** Waits for the beginning of the body, which mostly says what is wrong. */
  #refused(head: HttpHead): HandshakeStep {
    this.#refusal = head
    const length = Number(
      head.headers.get('content-length') ?? (head.headers.has('transfer-encoding') ? 1 : 0),
    )
    if (head.rest.length < Math.min(length, shownBody)) return waiting
    return this.#failed(statusFailure(head, this.request.path), head)
  }

  #upgraded(head: HttpHead): HandshakeStep {
    try {
      const { headers, text, rest } = head
      this.#checkUpgrade(headers)
      const protocol = agreedProtocol(headers.get('sec-websocket-protocol') ?? null, this.request.protocols)
      const deflate = this.#agreedDeflate(headers.get('sec-websocket-extensions') ?? '')
      const { path } = this.request
      const request = this.begin.trimEnd()
      return { is: 'opened', answer: null, path, protocol, deflate, request, response: text, rest }
    } catch (thrown) {
      if (!(thrown instanceof SockwrightError)) throw thrown
      return this.#failed(thrown, head)
    }
  }

  #checkUpgrade(headers: HttpHead['headers']): void {
    if (!hasWord(headers.get('upgrade'), 'websocket') || !hasWord(headers.get('connection'), 'upgrade'))
      throw new SockwrightError('E_WS_UPGRADE', { upgrade: headers.get('upgrade') ?? '–' })
    const accept = headers.get('sec-websocket-accept') ?? ''
    const wanted = acceptOf(this.#ownKey)
    if (accept !== wanted) throw new SockwrightError('E_WS_ACCEPT', { accept: accept || '–', wanted })
  }

  /** A person may give a key of their own. */
  get #ownKey(): string {
    const own = this.request.headers.find(({ name }) => name.toLowerCase() === 'sec-websocket-key')
    return own?.value ?? this.#key
  }

  #agreedDeflate(header: string): Deflate | null {
    if (header === '') return null
    try {
      const { [PerMessageDeflate.extensionName]: accepted, ...others } = extension.parse(header)
      if (!accepted || !this.#deflate || Object.keys(others).length > 0) throw new Error('not offered')
      this.#deflate.accept(accepted)
      return this.#deflate
    } catch (thrown) {
      throw new SockwrightError('E_WS_EXTENSION', { extensions: header }, { cause: thrown })
    }
  }

  #failed(failure: SockwrightError, head: HttpHead | null = null): HandshakeStep {
    const response = head?.text ?? (this.#reader.bytes.length > 0 ? startOf(this.#reader.bytes) : null)
    return { is: 'failed', failure, answer: null, request: this.begin.trimEnd(), response }
  }
}

/** Only one that was offered may be chosen; where some were offered, one must be. */
function agreedProtocol(chosen: string | null, offered: readonly string[]): string | null {
  if (chosen === null ? offered.length === 0 : offered.includes(chosen)) return chosen
  throw new SockwrightError('E_WS_PROTOCOL', { offered: offered.join(', ') || '–', chosen: chosen ?? '–' })
}

function noHttp(bytes: Buffer): SockwrightError {
  if (looksLikeTls(bytes)) return new SockwrightError('E_WS_TLS_WANTED')
  return new SockwrightError('E_WS_NOT_HTTP', { start: startOf(bytes) })
}

function statusFailure({ first, headers, rest }: HttpHead, path: string): SockwrightError {
  const status = `${first[1]} ${first[2]}`.trim()
  const body = startOf(rest)
  const bodyText = body === '' ? '' : `: ${body}`
  const location = headers.get('location')
  if (first[1] === '404') return new SockwrightError('E_WS_PATH', { path, bodyText })
  if (first[1].startsWith('3') && location !== undefined)
    return new SockwrightError('E_WS_REDIRECTED', { status, location })
  return new SockwrightError('E_WS_STATUS', { status, bodyText })
}
