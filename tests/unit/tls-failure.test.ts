import { describe, expect, it } from 'vitest'
import { handshakeFailure, tlsFailure } from '../../src/main/engine/endpoints/tls/tls-failure'

/** An error as Node makes it of one of OpenSSL: `ERR_SSL_` and its reason, upper case, with underscores. */
const ofOpenSsl = (reason: string) =>
  Object.assign(new Error(`error:0A000000:SSL routines::${reason}`), {
    code: `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`,
    reason,
  })

/** The same of BoringSSL, whose reasons are names already. */
const ofBoringSsl = (reason: string) =>
  Object.assign(new Error(`error:10000000:SSL routines:OPENSSL_internal:${reason}`), {
    code: `ERR_SSL_${reason}`,
    reason,
  })

describe('why TLS failed', () => {
  it.each([
    ['no shared cipher', 'NO_SHARED_CIPHER', 'E_TLS_NO_SHARED_CIPHER'],
    ['sslv3 alert handshake failure', 'SSLV3_ALERT_HANDSHAKE_FAILURE', 'E_TLS_NO_SHARED_CIPHER'],
    ['no suitable key share', 'NO_SHARED_GROUP', 'E_TLS_NO_SHARED_CIPHER'],
    ['no suitable signature algorithm', 'NO_COMMON_SIGNATURE_ALGORITHMS', 'E_TLS_NO_SHARED_CIPHER'],
    ['unsupported protocol', 'UNSUPPORTED_PROTOCOL', 'E_TLS_NO_SHARED_VERSION'],
    ['tlsv1 alert protocol version', 'TLSV1_ALERT_PROTOCOL_VERSION', 'E_TLS_NO_SHARED_VERSION'],
    ['no protocols available', 'NO_SUPPORTED_VERSIONS_ENABLED', 'E_TLS_NO_SHARED_VERSION'],
    [
      'tlsv1 alert no application protocol',
      'TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
      'E_TLS_NO_SHARED_PROTOCOL',
    ],
    ['peer did not return a certificate', 'PEER_DID_NOT_RETURN_A_CERTIFICATE', 'E_TLS_CLIENT_CERT_MISSING'],
    ['tlsv13 alert certificate required', 'TLSV1_ALERT_CERTIFICATE_REQUIRED', 'E_TLS_CLIENT_CERT_MISSING'],
    ['tlsv1 alert unknown ca', 'TLSV1_ALERT_UNKNOWN_CA', 'E_TLS_CERT_REFUSED'],
    ['sslv3 alert certificate expired', 'SSLV3_ALERT_CERTIFICATE_EXPIRED', 'E_TLS_CERT_REFUSED'],
    ['sslv3 alert bad certificate', 'SSLV3_ALERT_BAD_CERTIFICATE', 'E_TLS_CERT_REFUSED'],
    ['wrong version number', 'WRONG_VERSION_NUMBER', 'E_TLS_PLAIN_TEXT'],
    ['http request', 'HTTP_REQUEST', 'E_TLS_PLAIN_TEXT'],
    ['https proxy request', 'HTTPS_PROXY_REQUEST', 'E_TLS_PLAIN_TEXT'],
  ] as const)('is understood of OpenSSL (%s) and of BoringSSL (%s)', (open, boring, code) => {
    expect(tlsFailure(ofOpenSsl(open))).toMatchObject({ code, details: { reason: open } })
    expect(tlsFailure(ofBoringSsl(boring))).toMatchObject({ code, details: { reason: boring } })
  })

  it('is shown raw where the reason or the alert is not known', () => {
    expect(tlsFailure(ofBoringSsl('DUPLICATE_KEY_SHARE'))).toMatchObject({
      code: 'E_TLS_HANDSHAKE',
      details: { reason: 'DUPLICATE_KEY_SHARE' },
    })
    expect(tlsFailure(ofOpenSsl('tlsv1 alert user cancelled'))).toMatchObject({
      code: 'E_TLS_ALERT',
      details: { alert: 'user_cancelled', reason: 'tlsv1 alert user cancelled' },
    })
  })

  it('is the end of the connection where it just ended, and no matter of TLS where the network failed', () => {
    expect(handshakeFailure(null).code).toBe('E_TLS_CLOSED')
    expect(handshakeFailure({ code: 'ECONNRESET' }).code).toBe('E_TLS_CLOSED')
    expect(tlsFailure({ code: 'ETIMEDOUT', message: 'read ETIMEDOUT' })).toBeNull()
  })
})
