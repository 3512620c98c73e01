import type { TLSSocket } from 'node:tls'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { ErrorCode } from '../../../../shared/contract/error-catalogue/error-catalogue'
import type { TlsSession } from '../../../../shared/endpoints/tls-session'

/**
 * Reasons of OpenSSL (Node) and BoringSSL (Electron) by which we ourselves end a handshake. Node makes error codes of
 * them: `ERR_SSL_` and the reason.
 */
const ownReasons: Readonly<Record<string, ErrorCode>> = {
  NO_SHARED_CIPHER: 'E_TLS_NO_SHARED_CIPHER',
  NO_CIPHERS_AVAILABLE: 'E_TLS_NO_SHARED_CIPHER',
  NO_CIPHERS_SPECIFIED: 'E_TLS_NO_SHARED_CIPHER',
  NO_SHARED_GROUP: 'E_TLS_NO_SHARED_CIPHER',
  NO_SUITABLE_KEY_SHARE: 'E_TLS_NO_SHARED_CIPHER',
  WRONG_CIPHER_RETURNED: 'E_TLS_NO_SHARED_CIPHER',
  UNKNOWN_CIPHER_RETURNED: 'E_TLS_NO_SHARED_CIPHER',
  NO_COMMON_SIGNATURE_ALGORITHMS: 'E_TLS_NO_SHARED_CIPHER',
  NO_SHARED_SIGNATURE_ALGORITHMS: 'E_TLS_NO_SHARED_CIPHER',
  NO_SUITABLE_SIGNATURE_ALGORITHM: 'E_TLS_NO_SHARED_CIPHER',
  UNSUPPORTED_PROTOCOL: 'E_TLS_NO_SHARED_VERSION',
  VERSION_TOO_LOW: 'E_TLS_NO_SHARED_VERSION',
  VERSION_TOO_HIGH: 'E_TLS_NO_SHARED_VERSION',
  WRONG_SSL_VERSION: 'E_TLS_NO_SHARED_VERSION',
  UNKNOWN_SSL_VERSION: 'E_TLS_NO_SHARED_VERSION',
  UNSUPPORTED_SSL_VERSION: 'E_TLS_NO_SHARED_VERSION',
  NO_PROTOCOLS_AVAILABLE: 'E_TLS_NO_SHARED_VERSION',
  NO_SUPPORTED_VERSIONS_ENABLED: 'E_TLS_NO_SHARED_VERSION',
  NO_APPLICATION_PROTOCOL: 'E_TLS_NO_SHARED_PROTOCOL',
  PEER_DID_NOT_RETURN_A_CERTIFICATE: 'E_TLS_CLIENT_CERT_MISSING',
  WRONG_VERSION_NUMBER: 'E_TLS_PLAIN_TEXT',
  HTTP_REQUEST: 'E_TLS_PLAIN_TEXT',
  HTTPS_PROXY_REQUEST: 'E_TLS_PLAIN_TEXT',
  PACKET_LENGTH_TOO_LONG: 'E_TLS_PLAIN_TEXT',
  RECORD_TOO_SMALL: 'E_TLS_PLAIN_TEXT',
  BAD_RECORD_TYPE: 'E_TLS_PLAIN_TEXT',
  UNKNOWN_PROTOCOL: 'E_TLS_PLAIN_TEXT',
  UNEXPECTED_RECORD: 'E_TLS_PLAIN_TEXT',
}

/** Alerts of the other side (RFC 8446, 6.2) that say more than that it does not want to go on. */
const alerts: Readonly<Record<string, ErrorCode>> = {
  HANDSHAKE_FAILURE: 'E_TLS_NO_SHARED_CIPHER',
  INSUFFICIENT_SECURITY: 'E_TLS_NO_SHARED_CIPHER',
  PROTOCOL_VERSION: 'E_TLS_NO_SHARED_VERSION',
  NO_APPLICATION_PROTOCOL: 'E_TLS_NO_SHARED_PROTOCOL',
  CERTIFICATE_REQUIRED: 'E_TLS_CLIENT_CERT_MISSING',
  NO_CERTIFICATE: 'E_TLS_CLIENT_CERT_MISSING',
  BAD_CERTIFICATE: 'E_TLS_CERT_REFUSED',
  UNSUPPORTED_CERTIFICATE: 'E_TLS_CERT_REFUSED',
  CERTIFICATE_REVOKED: 'E_TLS_CERT_REFUSED',
  CERTIFICATE_EXPIRED: 'E_TLS_CERT_REFUSED',
  CERTIFICATE_UNKNOWN: 'E_TLS_CERT_REFUSED',
  UNKNOWN_CA: 'E_TLS_CERT_REFUSED',
  ACCESS_DENIED: 'E_TLS_CERT_REFUSED',
  BAD_CERTIFICATE_STATUS_RESPONSE: 'E_TLS_CERT_REFUSED',
}

interface RuntimeError {
  readonly code?: unknown
  readonly reason?: unknown
  readonly message?: unknown
}

/** What a TLS layer failed with, as a coded failure; null for what is no matter of TLS. */
export function tlsFailure(thrown: unknown): SockwrightError | null {
  if (thrown instanceof SockwrightError) return thrown
  const { code, reason, message } = (thrown ?? {}) as RuntimeError
  if (typeof code !== 'string' || !/^(ERR_SSL_|ERR_TLS_|ERR_OSSL_)/.test(code)) return null
  const raw = typeof reason === 'string' ? reason : String(message)
  const name = code.replace(/^ERR_(SSL|TLS|OSSL)_/, '')
  const alert = /^(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?(.+)$/.exec(name)?.[1]
  const details = { reason: raw, alert: alert?.toLowerCase() ?? '' }
  const known = alert === undefined ? ownReasons[name] : (alerts[alert] ?? 'E_TLS_ALERT')
  return new SockwrightError(known ?? 'E_TLS_HANDSHAKE', details, { cause: thrown })
}

/** Why a handshake was not finished, whatever it failed with. */
export function handshakeFailure(thrown: unknown): SockwrightError {
  const failure = tlsFailure(thrown)
  if (failure) return failure
  const { code, message } = (thrown ?? {}) as RuntimeError
  if (code === 'ECONNRESET' || code === 'EPIPE' || thrown === null) return new SockwrightError('E_TLS_CLOSED')
  return new SockwrightError('E_TLS_HANDSHAKE', { reason: String(message ?? code) }, { cause: thrown })
}

/**
 * Before TLS 1.3 one alert tells that no cipher is shared and that a client's certificate is missing or refused. Where the
 * server's certificate has come already, a cipher is agreed on: the failure is about ours.
 */
export function afterCertificates(failure: SockwrightError, socket: TLSSocket): SockwrightError {
  const { code, details } = failure
  if (code !== 'E_TLS_NO_SHARED_CIPHER' || !details['alert']) return failure
  if (socket.getPeerX509Certificate() === undefined) return failure
  const ours = socket.getX509Certificate() === undefined ? 'E_TLS_CLIENT_CERT_MISSING' : 'E_TLS_CERT_REFUSED'
  return new SockwrightError(ours, details, { cause: failure })
}

/** Codes of OpenSSL's verification (`X509_V_ERR_…`) and Node's, by which a certificate is judged. */
const verdicts: Readonly<Record<string, ErrorCode>> = {
  CERT_HAS_EXPIRED: 'E_TLS_EXPIRED',
  CERT_NOT_YET_VALID: 'E_TLS_NOT_YET_VALID',
  ERR_TLS_CERT_ALTNAME_INVALID: 'E_TLS_WRONG_NAME',
  HOSTNAME_MISMATCH: 'E_TLS_WRONG_NAME',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'E_TLS_SELF_SIGNED',
  SELF_SIGNED_CERT_IN_CHAIN: 'E_TLS_UNKNOWN_CA',
  UNABLE_TO_GET_ISSUER_CERT: 'E_TLS_UNKNOWN_CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'E_TLS_UNKNOWN_CA',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'E_TLS_UNKNOWN_CA',
}

/** Why the other side's certificate is refused. `verdict` is the runtime's code for it, `host` who we wanted. */
export function verificationFailure(session: TlsSession, verdict: string, host: string): SockwrightError {
  const [leaf] = session.chain
  if (!leaf) return new SockwrightError('E_TLS_CLIENT_CERT_MISSING')
  const code = verdicts[verdict] ?? 'E_TLS_UNTRUSTED'
  // Of a chain, the certificate that is out of date is named.
  const now = Date.now()
  const dated = session.chain.find(({ validFrom, validTo }) => validTo < now || validFrom > now) ?? leaf
  const about = code === 'E_TLS_EXPIRED' || code === 'E_TLS_NOT_YET_VALID' ? dated : leaf
  const at = code === 'E_TLS_EXPIRED' ? about.validTo : about.validFrom
  return new SockwrightError(code, {
    subject: about.subject,
    issuer: session.chain.at(-1)?.issuer ?? about.issuer,
    names: leaf.names.join(', '),
    host,
    date: new Date(at).toISOString().slice(0, 10),
    reason: verdict,
  })
}
