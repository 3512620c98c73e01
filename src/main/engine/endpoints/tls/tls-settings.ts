import {
  rootCertificates,
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls'
import type { Socket } from 'node:net'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { TcpClientOptions, TcpServerOptions } from '../../../../shared/endpoints/endpoint-config'
import { tlsVersions } from '../../../../shared/endpoints/options/tls-options'
import type { TlsSession } from '../../../../shared/endpoints/tls-session'
import type { CertificateMaker } from '../../certificates/certificate-maker'
import type { Layer } from '../stream/layer'
import { checkCiphers } from './cipher-list'
import { clientLayer, serverLayer, type HandshakeSettings } from './handshake'
import { KeyLog } from './key-log'
import { certificateIn, readIdentity, readOptionFile } from './tls-identity'

/** The options of an endpoint that concern TLS, of either side. */
type SharedOptions = Pick<TcpClientOptions, keyof TcpClientOptions & keyof TcpServerOptions & `tls${string}`>
export type TlsClientOptions = SharedOptions & Pick<TcpClientOptions, 'tlsVerify' | 'tlsServername' | 'host'>
export type TlsServerOptions = SharedOptions & Pick<TcpServerOptions, 'tlsClientCert'>

/** What TLS needs of the engine. */
export interface TlsSurroundings {
  secret(option: string): string
  readonly certificates: CertificateMaker
  /** May files be written for a workspace? One from elsewhere waits for consent. */
  mayAct(): boolean
}

/** Makes TLS of a raw socket that is connected. */
export type Securing = (below: Socket) => Layer<TlsSession>

/** TLS as one run of an endpoint uses it: its options read and its files opened once. Owns the key log. */
export class TlsSettings {
  private constructor(
    /** Puts TLS on a connection of this endpoint. */
    readonly secure: Securing,
    private readonly keyLog: KeyLog | null,
  ) {}

  /** For a client. Fails with a code whose detail `option` names what is wrong. */
  static async forClient(
    options: TlsClientOptions,
    surroundings: TlsSurroundings,
    failed: (failure: SockwrightError) => void,
  ): Promise<TlsSettings> {
    const secureContext = await clientContext(options, surroundings)
    const keyLog = await openKeyLog(options, surroundings, failed)
    const serverName = options.tlsServername || options.host
    const settings = {
      ...handshakeSettings(options, secureContext, keyLog),
      serverName,
      verify: options.tlsVerify,
    }
    return new TlsSettings((below) => clientLayer(below, settings), keyLog)
  }

  /** For a server. Fails like {@link forClient}, and with `E_TLS_CERT_MISSING`. */
  static async forServer(
    options: TlsServerOptions,
    surroundings: TlsSurroundings,
    failed: (failure: SockwrightError) => void,
  ): Promise<TlsSettings> {
    const secureContext = await serverContext(options, surroundings)
    const keyLog = await openKeyLog(options, surroundings, failed)
    const settings = {
      ...handshakeSettings(options, secureContext, keyLog),
      clientCert: options.tlsClientCert,
    }
    return new TlsSettings((below) => serverLayer(below, settings), keyLog)
  }

  async close(): Promise<void> {
    await this.keyLog?.close()
  }
}

/** Fails as {@link TlsSettings.forClient} does, and keeps nothing open. */
export async function clientContext(
  options: SharedOptions,
  surroundings: Pick<TlsSurroundings, 'secret' | 'certificates'>,
): Promise<SecureContext> {
  checkLists(options)
  return contextOf(
    options,
    await readIdentity(options, surroundings.secret('tlsPassphrase'), surroundings.certificates),
  )
}

/** Fails as {@link TlsSettings.forServer} does, and keeps nothing open. */
export async function serverContext(
  options: SharedOptions,
  surroundings: Pick<TlsSurroundings, 'secret' | 'certificates'>,
): Promise<SecureContext> {
  checkLists(options)
  const { tlsIdentity, tlsCert, tlsKey, tlsPfx } = options
  if (tlsIdentity === 'files' && tlsCert === '' && tlsKey === '' && tlsPfx === '') {
    throw new SockwrightError('E_TLS_CERT_MISSING', { option: 'tlsCert' })
  }
  return clientContext(options, surroundings)
}

async function contextOf(options: SharedOptions, identity: SecureContextOptions): Promise<SecureContext> {
  const { tlsCa, tlsCiphers, tlsMinVersion, tlsMaxVersion } = options
  const ca = tlsCa === '' ? [...rootCertificates] : await readOptionFile('tlsCa', tlsCa)
  if (Buffer.isBuffer(ca)) certificateIn('tlsCa', tlsCa, ca)
  return createSecureContext({
    ...identity,
    ca,
    minVersion: tlsMinVersion,
    maxVersion: tlsMaxVersion,
    ...(tlsCiphers === '' ? {} : { ciphers: tlsCiphers }),
  })
}

function checkLists({ tlsCiphers, tlsMinVersion, tlsMaxVersion, tlsAlpn }: SharedOptions): void {
  if (tlsVersions.indexOf(tlsMinVersion) > tlsVersions.indexOf(tlsMaxVersion)) {
    const details = { option: 'tlsMinVersion', min: tlsMinVersion, max: tlsMaxVersion }
    throw new SockwrightError('E_TLS_VERSIONS', details)
  }
  if (tlsCiphers !== '') checkCiphers(tlsCiphers)
  const tooLong = alpnOf(tlsAlpn).find((protocol) => Buffer.byteLength(protocol) > 255)
  if (tooLong !== undefined) throw new SockwrightError('E_TLS_ALPN', { option: 'tlsAlpn', protocol: tooLong })
}

function alpnOf(text: string): string[] {
  return text
    .split(',')
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol !== '')
}

function handshakeSettings(
  options: SharedOptions,
  secureContext: SecureContext,
  keyLog: KeyLog | null,
): HandshakeSettings {
  return {
    secureContext,
    alpn: alpnOf(options.tlsAlpn),
    timeoutMs: options.tlsHandshakeTimeout,
    keyLog: keyLog && ((line) => keyLog.add(line)),
  }
}

async function openKeyLog(
  { tlsKeyLog: path }: SharedOptions,
  surroundings: TlsSurroundings,
  failed: (failure: SockwrightError) => void,
): Promise<KeyLog | null> {
  if (path === '') return null
  // Opening a workspace of somebody else must not lead to files on this machine.
  if (!surroundings.mayAct()) throw new SockwrightError('E_TLS_KEYLOG_CONSENT', { option: 'tlsKeyLog', path })
  return KeyLog.open(path, failed)
}
