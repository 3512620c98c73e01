import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CertificateMaker } from '../../src/main/engine/certificates/certificate-maker'

const folder = mkdtempSync(join(tmpdir(), 'sockwright-certificates-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Makes certificates in a folder that ends with the test process. */
export const testCertificates = new CertificateMaker(folder)

/** The same private key in PEM, which only `passphrase` opens. */
export function lockedKey(key: string, passphrase: string): string {
  const cipher = 'aes-256-cbc'
  return createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher, passphrase }).toString()
}
