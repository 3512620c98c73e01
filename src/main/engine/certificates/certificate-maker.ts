import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { SockwrightError } from '../../../shared/contract/errors'
import { makePrivateFolder, systemReason } from '../files/private-folder'
import { withFileLock } from '../files/with-file-lock'
import { writeFileAtomically } from '../files/write-file-atomically'

/** A certificate and its key, both in PEM form. */
export interface MadeCertificate {
  /** Ours first, then those that lead to its CA. */
  readonly cert: string
  readonly key: string
}

/** Who signs a certificate that is made here: itself, or the small CA of this machine. */
export type MadeBy = 'self-signed' | 'own-ca'

const dayMs = 86_400_000
/** How long certificates are valid; browsers refuse more than 398 days. */
const days = { certificate: 397, ca: 3_650 } as const
/** A clock that is a little behind takes them too. */
const backdatedMs = 3_600_000
/** One that ends sooner is made anew. */
const leastLeftMs = 7 * dayMs

/**
 * Makes certificates and keeps them in a folder of the data folder, readable by its owner only: keys never stand in a
 * workspace. The same names give the same certificate until it is about to expire.
 */
export class CertificateMaker {
  constructor(private readonly folder: string) {}

  /** A certificate for `names` (host names and addresses). Fails with `E_TLS_NAMES` and `E_DATA_WRITE`. */
  async certificate(by: MadeBy, names: readonly string[]): Promise<MadeCertificate> {
    const wrong = names.find((name) => !isName(name))
    if (wrong !== undefined || names.length === 0)
      throw new SockwrightError('E_TLS_NAMES', { option: 'tlsNames', name: wrong ?? '' })
    const issuer = by === 'own-ca' ? await this.authority() : null
    // A new CA needs new certificates.
    const about = JSON.stringify([by, names, issuer?.cert ?? null])
    const file = createHash('sha256').update(about).digest('hex').slice(0, 16)
    const made = await this.keptOrNew(file, async () => {
      const { makeCertificate } = await import('./make-certificate')
      return makeCertificate(names, validity(days.certificate), issuer)
    })
    return issuer ? { cert: `${made.cert.trimEnd()}\n${issuer.cert}`, key: made.key } : made
  }

  /** The CA of this machine, made when it is first asked for. Fails with `E_DATA_WRITE`. */
  authority(): Promise<MadeCertificate> {
    return this.keptOrNew('own-ca', async () => {
      const { makeAuthority } = await import('./make-certificate')
      return makeAuthority(validity(days.ca))
    })
  }

  /** Where the certificate of {@link authority} is, to be given to whoever is to trust it. */
  async authorityFile(): Promise<string> {
    await this.authority()
    return this.path('own-ca', 'crt')
  }

  private path(name: string, ending: 'crt' | 'key'): string {
    return join(this.folder, `${name}.${ending}.pem`)
  }

  private async keptOrNew(name: string, make: () => Promise<MadeCertificate>): Promise<MadeCertificate> {
    const path = this.path(name, 'crt')
    try {
      await makePrivateFolder(this.folder)
      // Two processes that share the folder make it once.
      return await withFileLock(path, async () => {
        const kept = await this.kept(name)
        if (kept) return kept
        const made = await make()
        await writeFileAtomically(this.path(name, 'key'), made.key)
        await writeFileAtomically(path, made.cert)
        return made
      })
    } catch (cause) {
      if (cause instanceof SockwrightError) throw cause
      throw new SockwrightError('E_DATA_WRITE', { path, reason: systemReason(cause) }, { cause })
    }
  }

  private async kept(name: string): Promise<MadeCertificate | null> {
    try {
      const [cert, key] = await Promise.all([
        readFile(this.path(name, 'crt'), 'utf8'),
        readFile(this.path(name, 'key'), 'utf8'),
      ])
      const { isUsable } = await import('./make-certificate')
      return isUsable(cert, key, Date.now() + leastLeftMs) ? { cert, key } : null
    } catch {
      // It is not there, or not readable: it is made anew.
      return null
    }
  }
}

/** `localhost, 127.0.0.1` as a list. */
export function namesOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** A host name, perhaps with a star for its first label, or an IP address. */
function isName(name: string): boolean {
  return isIP(name) !== 0 || /^(\*\.)?[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/i.test(name)
}

function validity(forDays: number): { readonly from: Date; readonly to: Date } {
  const from = Date.now() - backdatedMs
  return { from: new Date(from), to: new Date(from + forDays * dayMs) }
}
