import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { TcpClientOptions } from '../../../../shared/endpoints/endpoint-config'
import { namesOf, type CertificateMaker } from '../../certificates/certificate-maker'
import { systemReason } from '../../files/private-folder'

/** Where we get who we are. */
export type IdentityOptions = Pick<
  TcpClientOptions,
  'tlsIdentity' | 'tlsNames' | 'tlsCert' | 'tlsKey' | 'tlsPfx'
>

/** Our certificate and key, as a secure context takes them. */
export type Identity = Pick<SecureContextOptions, 'cert' | 'key' | 'pfx' | 'passphrase'>

/**
 * Our certificate and key from files, or made here; nothing where no file is given. Fails with the codes of files, keys
 * and passphrases (`E_TLS_FILE` …); the detail `option` names the option that is wrong.
 */
export async function readIdentity(
  options: IdentityOptions,
  passphrase: string,
  certificates: CertificateMaker,
): Promise<Identity> {
  if (options.tlsIdentity !== 'files') {
    return certificates.certificate(options.tlsIdentity, namesOf(options.tlsNames))
  }
  if (options.tlsPfx !== '') return readPfx(options.tlsPfx, passphrase)
  if (options.tlsCert === '' && options.tlsKey === '') return {}
  if (options.tlsCert === '') throw new SockwrightError('E_TLS_CERT_MISSING', { option: 'tlsCert' })
  return readPemPair(options.tlsCert, options.tlsKey, passphrase)
}

/** Reads a file that an option names. Fails with `E_TLS_FILE`. */
export async function readOptionFile(option: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new SockwrightError('E_TLS_FILE', { option, path, reason: systemReason(cause) }, { cause })
  }
}

/** The first certificate of a PEM file. Fails with `E_TLS_CERT_BROKEN`. */
export function certificateIn(option: string, path: string, pem: Buffer): X509Certificate {
  try {
    // It takes the other form of a certificate (DER) too, which a secure context does not.
    if (!pem.includes('-----BEGIN ')) throw new Error('no PEM block')
    return new X509Certificate(pem)
  } catch (cause) {
    throw new SockwrightError('E_TLS_CERT_BROKEN', { option, path, reason: messageOf(cause) }, { cause })
  }
}

async function readPemPair(certPath: string, keyPath: string, passphrase: string): Promise<Identity> {
  const cert = await readOptionFile('tlsCert', certPath)
  const certificate = certificateIn('tlsCert', certPath, cert)
  const keyFile = keyPath === '' ? certPath : keyPath
  const pem = keyPath === '' ? cert : await readOptionFile('tlsKey', keyPath)
  if (keyPath === '' && !pem.includes('PRIVATE KEY-----')) {
    throw new SockwrightError('E_TLS_KEY_MISSING', { option: 'tlsKey', path: certPath })
  }
  const key = privateKey(keyFile, pem, passphrase)
  if (!certificate.checkPrivateKey(key)) {
    throw new SockwrightError('E_TLS_KEY_MISMATCH', { option: 'tlsKey', path: keyFile })
  }
  return { cert, key: key.export({ type: 'pkcs8', format: 'pem' }) }
}

function privateKey(path: string, pem: Buffer, passphrase: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === '' ? {} : { passphrase }) })
  } catch (cause) {
    const isEncrypted = /ENCRYPTED/.test(pem.toString('latin1'))
    if (isEncrypted)
      throw new SockwrightError('E_TLS_PASSPHRASE', { option: 'tlsPassphrase', path }, { cause })
    const details = { option: 'tlsKey', path, reason: messageOf(cause) }
    throw new SockwrightError('E_TLS_KEY_BROKEN', details, { cause })
  }
}

async function readPfx(path: string, passphrase: string): Promise<Identity> {
  const pfx = await readOptionFile('tlsPfx', path)
  try {
    createSecureContext({ pfx, passphrase })
    return { pfx, passphrase }
  } catch (cause) {
    // The words of OpenSSL and BoringSSL; neither gives a code.
    if (/mac verify|bad decrypt|incorrect password/i.test(messageOf(cause))) {
      throw new SockwrightError('E_TLS_PASSPHRASE', { option: 'tlsPassphrase', path }, { cause })
    }
    const details = { option: 'tlsPfx', path, reason: messageOf(cause) }
    throw new SockwrightError('E_TLS_PFX_BROKEN', details, { cause })
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
