import { isIP, type Socket } from 'node:net'
import { connect, TLSSocket, type SecureContext } from 'node:tls'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { TlsSession } from '../../../../shared/endpoints/tls-session'
import type { Layer } from '../stream/layer'
import { sessionFacts } from './session-facts'
import { afterCertificates, handshakeFailure, verificationFailure } from './tls-failure'

/** What both sides of a handshake need. */
export interface HandshakeSettings {
  readonly secureContext: SecureContext
  /** Best first; empty for none. */
  readonly alpn: readonly string[]
  readonly timeoutMs: number
  /** Is given each line of the key log. */
  readonly keyLog: ((line: Buffer) => void) | null
}

export interface ClientSettings extends HandshakeSettings {
  /** Whom the certificate has to name, and, unless it is an address, whom to ask for (SNI). */
  readonly serverName: string
  readonly verify: boolean
}

export interface ServerSettings extends HandshakeSettings {
  readonly clientCert: 'none' | 'request' | 'require'
}

/** A handshake that ended: `session` is null where nothing was agreed on. */
export class HandshakeError extends SockwrightError {
  constructor(
    failure: SockwrightError,
    /** What was agreed on, where only the certificate was refused. */
    readonly session: TlsSession | null,
  ) {
    super(failure.code, failure.details, { cause: failure })
  }
}

/** TLS on `below`, as its client. Rejects with a {@link HandshakeError}. */
export function clientLayer(below: Socket, settings: ClientSettings): Layer<TlsSession> {
  const { serverName, secureContext, alpn, verify } = settings
  const socket = connect({
    socket: below,
    secureContext,
    host: serverName,
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    ...(alpn.length > 0 ? { ALPNProtocols: [...alpn] } : {}),
    // We judge for ourselves, so that a certificate can be shown though it is refused.
    rejectUnauthorized: false,
  })
  const finished = () => {
    const verdict = socket.authorized ? null : String(socket.authorizationError)
    return judged(socket, verify, verdict, serverName)
  }
  return { socket, ready: handshake(socket, 'secureConnect', settings, finished) }
}

/** TLS on `below`, as its server. Rejects with a {@link HandshakeError}. */
export function serverLayer(below: Socket, settings: ServerSettings): Layer<TlsSession> {
  const { secureContext, alpn, clientCert } = settings
  const socket = new TLSSocket(below, {
    isServer: true,
    secureContext,
    ...(alpn.length > 0 ? { ALPNProtocols: [...alpn] } : {}),
    requestCert: clientCert !== 'none',
    // With it the client is told that a certificate is missing.
    rejectUnauthorized: clientCert === 'require',
  })
  const finished = () => {
    const asked = clientCert !== 'none' && socket.getPeerX509Certificate() !== undefined
    return judged(socket, clientCert === 'require', asked ? verdictOf(socket) : null, '', asked)
  }
  return { socket, ready: handshake(socket, 'secure', settings, finished) }
}

/** The session, unless the other side's certificate is to be refused. */
function judged(
  socket: TLSSocket,
  mustBeGood: boolean,
  verdict: string | null,
  host: string,
  asked = true,
): TlsSession {
  const refused = mustBeGood && verdict !== null
  const trust = refused ? 'refused' : asked && verdict === null ? 'verified' : 'unasked'
  const session = sessionFacts(socket, trust, verdict)
  if (refused) throw new HandshakeError(verificationFailure(session, verdict, host), session)
  return session
}

/** Node tells a server made of a bare `TLSSocket` of the verdict only by its handle. */
function verdictOf(socket: TLSSocket): string | null {
  const { _handle: handle } = socket as unknown as {
    readonly _handle: { verifyError(): (Error & { readonly code?: string }) | null } | null
  }
  const error = handle?.verifyError() ?? null
  return error && (error.code ?? error.message)
}

/** Resolves with what `finished` returns when `event` comes; rejects with whatever comes before, or with its time. */
function handshake(
  socket: TLSSocket,
  event: 'secure' | 'secureConnect',
  { timeoutMs, keyLog }: HandshakeSettings,
  finished: () => TlsSession,
): Promise<TlsSession> {
  if (keyLog) socket.on('keylog', keyLog)
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown) => {
      clearTimeout(timer)
      reject(new HandshakeError(afterCertificates(handshakeFailure(thrown), socket), null))
    }
    const timer = setTimeout(() => fail(new SockwrightError('E_TLS_TIMEOUT', { ms: timeoutMs })), timeoutMs)
    socket.once('error', fail).once('_tlsError', fail)
    const ended = () => fail(null)
    socket.once('end', ended).once('close', ended)
    socket.once(event, () => {
      clearTimeout(timer)
      socket.off('error', fail).off('_tlsError', fail).off('end', ended).off('close', ended)
      try {
        resolve(finished())
      } catch (thrown) {
        reject(thrown as Error)
      }
    })
  })
}
