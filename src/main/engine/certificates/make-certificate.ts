import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { generate } from 'selfsigned'
import type { MadeCertificate } from './certificate-maker'

interface Validity {
  readonly from: Date
  readonly to: Date
}

const keyOptions = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const

/** A certificate for servers and clients; `issuer` null signs it with its own key. */
export async function makeCertificate(
  names: readonly string[],
  { from, to }: Validity,
  issuer: MadeCertificate | null,
): Promise<MadeCertificate> {
  const made = await generate([{ name: 'commonName', value: names[0]!.slice(0, 64) }], {
    ...keyOptions,
    notBeforeDate: from,
    notAfterDate: to,
    ...(issuer ? { ca: { key: issuer.key, cert: issuer.cert } } : {}),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: names.map(alternativeName) },
    ],
  })
  return { cert: made.cert, key: made.private }
}

/** A CA that can sign certificates and nothing else. */
export async function makeAuthority({ from, to }: Validity): Promise<MadeCertificate> {
  const made = await generate([{ name: 'commonName', value: 'Sockwright own CA' }], {
    ...keyOptions,
    notBeforeDate: from,
    notAfterDate: to,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  return { cert: made.cert, key: made.private }
}

/** Do these belong together, and is the certificate valid until `until` (ms since the epoch)? */
export function isUsable(cert: string, key: string, until: number): boolean {
  const certificate = new X509Certificate(cert)
  return Date.parse(certificate.validTo) > until && certificate.checkPrivateKey(createPrivateKey(key))
}

function alternativeName(name: string) {
  return isIP(name) === 0 ? ({ type: 2, value: name } as const) : ({ type: 7, ip: name } as const)
}
