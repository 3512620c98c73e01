import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MadeCertificate } from '../../src/main/engine/certificates/certificate-maker'

/** A PKCS#12 file of this name in `folder` that `passphrase` opens; made by openssl, which must be installed. */
export function pkcs12File(folder: string, name: string, pair: MadeCertificate, passphrase: string): string {
  const [pem, path] = [join(folder, `${name}.pem`), join(folder, `${name}.p12`)]
  writeFileSync(pem, `${pair.cert}\n${pair.key}\n`)
  const words = ['pkcs12', '-export', '-in', pem, '-out', path, '-passout', `pass:${passphrase}`]
  execFileSync('openssl', words, { stdio: 'pipe' })
  return path
}
