/** One certificate of a chain, in the words of its issuer. Times in ms since the epoch. */
export interface TlsCertificate {
  /** `CN=localhost, O=…`. */
  readonly subject: string
  readonly issuer: string
  /** What it is valid for: names and addresses (subjectAltName), else the common name. */
  readonly names: readonly string[]
  readonly validFrom: number
  readonly validTo: number
  /** SHA-256 of the certificate, pairs of hex digits with colons. */
  readonly fingerprint: string
  readonly serial: string
}

/** What was agreed on in a TLS handshake, and with whom. */
export interface TlsSession {
  /** `TLSv1.3`. */
  readonly version: string
  /** As IANA names it: `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string
  /** The protocol agreed on (ALPN), where one was. */
  readonly alpn: string | null
  /** The name that the client asked for (SNI), where it did. */
  readonly serverName: string | null
  /** The other side's certificates, its own first; empty where it showed none. */
  readonly chain: readonly TlsCertificate[]
  /** Is the other side who it says? `unasked`: nobody wanted to know. */
  readonly trust: 'verified' | 'refused' | 'unasked'
  /** What is wrong with its certificate, as the runtime says; null where nothing is or nobody looked. */
  readonly problem: string | null
  /** An earlier session was taken up again. */
  readonly resumed: boolean
}
