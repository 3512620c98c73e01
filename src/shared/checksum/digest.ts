import { md5 as md5Of, sha1 as sha1Of } from '@noble/hashes/legacy.js'
import { sha256 as sha256Of } from '@noble/hashes/sha2.js'
import type { Checksum } from './checksum'

/**
 * Cryptographic digests. Web Crypto would do the two newer ones, but is not there in a page that came over plain HTTP
 * from another machine, and takes all bytes at once.
 */
function digest(
  names: Pick<Checksum, 'id' | 'name' | 'size'>,
  create: () => { update(bytes: Uint8Array): unknown; digest(): Uint8Array },
): Checksum {
  return {
    ...names,
    start() {
      const run = create()
      return {
        add(bytes) {
          run.update(bytes)
        },
        value: () => run.digest(),
      }
    },
  }
}

/** RFC 1321; no protection against forgery. */
export const md5 = digest({ id: 'md5', name: 'MD5', size: 16 }, () => md5Of.create())

/** FIPS 180-4; no protection against forgery. */
export const sha1 = digest({ id: 'sha-1', name: 'SHA-1', size: 20 }, () => sha1Of.create())

/** FIPS 180-4. */
export const sha256 = digest({ id: 'sha-256', name: 'SHA-256', size: 32 }, () => sha256Of.create())
