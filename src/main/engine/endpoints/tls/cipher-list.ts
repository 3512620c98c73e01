import { createSecureContext } from 'node:tls'
import { SockwrightError } from '../../../../shared/contract/errors'

/**
 * Refuses a list with something this runtime does not know: `E_TLS_CIPHER`. OpenSSL itself passes over what it does not
 * know as long as anything is left.
 */
export function checkCiphers(list: string): void {
  for (const entry of list.split(/[:, ]+/).filter((one) => one !== '')) {
    if (!isKnown(entry)) throw new SockwrightError('E_TLS_CIPHER', { option: 'tlsCiphers', cipher: entry })
  }
  if (!accepts(list)) throw new SockwrightError('E_TLS_CIPHER', { option: 'tlsCiphers', cipher: list })
}

/** A name, a group of them, one with a sign before it, or an order (`@SECLEVEL=0`). */
function isKnown(entry: string): boolean {
  if (entry.startsWith('@')) return accepts(`ALL:${entry}`)
  const at = entry.indexOf('@')
  if (at > 0) return isKnown(entry.slice(0, at)) && accepts(`ALL:${entry.slice(at)}`)
  const name = entry.replace(/^[!+-]/, '')
  // Groups without members in this build are no mistake where they are only taken away.
  return accepts(name) || (name !== entry && /^[A-Za-z0-9]{1,12}$/.test(name))
}

/** Does this runtime take the list? */
export function accepts(ciphers: string): boolean {
  try {
    createSecureContext({ ciphers })
    return true
  } catch {
    return false
  }
}
