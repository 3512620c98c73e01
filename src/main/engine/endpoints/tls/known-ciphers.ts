import { DEFAULT_CIPHERS, getCiphers } from 'node:tls'
import { accepts } from './cipher-list'

/** The ciphers that can be named in a list on this runtime (OpenSSL's or BoringSSL's), those that it prefers first. */
export function knownCiphers(): readonly string[] {
  const preferred = DEFAULT_CIPHERS.split(':')
  // Node lists them in lower case, and takes them in upper case only.
  const names = getCiphers().map((name) => name.toUpperCase())
  const known = [...preferred.filter((name) => names.includes(name)), ...names.toSorted()]
  return [...new Set(known)].filter(accepts)
}
