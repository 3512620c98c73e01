import { call } from '../call'
import { NothingSchema } from './argument-schemas'

/** The certificate of the CA of this machine, to be given to whoever is to trust it. */
export interface AuthorityCertificate {
  readonly pem: string
  /** The file with it, on the machine that runs the engine. */
  readonly path: string
  /** SHA-256, pairs of hex digits with colons. */
  readonly fingerprint: string
  /** ms since the epoch. */
  readonly validTo: number
}

export const certificateCalls = {
  /** Made when it is first asked for; its key never leaves the data folder. */
  'certificate.authority': call(NothingSchema).returns<AuthorityCertificate>(),
} as const
