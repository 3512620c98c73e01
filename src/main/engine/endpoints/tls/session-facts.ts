import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { TlsCertificate, TlsSession } from '../../../../shared/endpoints/tls-session'

/** Longest chain that is told; a real one has three or four. */
const maxChain = 10

/** What a finished handshake agreed on. `verdict` is what is wrong with the other side's certificate. */
export function sessionFacts(
  socket: TLSSocket,
  trust: TlsSession['trust'],
  verdict: string | null,
): TlsSession {
  const cipher = socket.getCipher()
  return {
    version: socket.getProtocol() ?? '?',
    // `getCipher` gives nothing where the socket has ended meanwhile.
    cipher: cipher?.standardName ?? cipher?.name ?? '?',
    alpn: socket.alpnProtocol || null,
    serverName: serverNameOf(socket),
    chain: chainOf(socket),
    trust,
    problem: verdict,
    resumed: socket.isSessionReused(),
  }
}

/** Node keeps the name on both sides, `false` where there is none. */
function serverNameOf(socket: TLSSocket): string | null {
  const { servername } = socket as unknown as { readonly servername?: string | false | null }
  return servername || null
}

function chainOf(socket: TLSSocket): TlsCertificate[] {
  const chain: TlsCertificate[] = []
  const seen = new Set<string>()
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  // The last certificate is its own issuer.
  while (next?.fingerprint256 && !seen.has(next.fingerprint256) && chain.length < maxChain) {
    seen.add(next.fingerprint256)
    chain.push(certificateFacts(next))
    next = next.issuerCertificate
  }
  return chain
}

function certificateFacts(certificate: DetailedPeerCertificate): TlsCertificate {
  const { subject, issuer, subjectaltname, valid_from, valid_to, fingerprint256, serialNumber } = certificate
  return {
    subject: nameText(subject),
    issuer: nameText(issuer),
    names: alternativeNames(subjectaltname) ?? [subject.CN].flat().filter((name) => name !== undefined),
    validFrom: Date.parse(valid_from),
    validTo: Date.parse(valid_to),
    fingerprint: fingerprint256,
    serial: serialNumber,
  }
}

/** A distinguished name in one line; parts that come several times stand several times. */
function nameText(name: object): string {
  const parts = Object.entries(name as Readonly<Record<string, string | readonly string[]>>)
  return parts.flatMap(([key, value]) => [value].flat().map((one) => `${key}=${String(one)}`)).join(', ')
}

/** `DNS:localhost, IP Address:127.0.0.1` without the words for the kinds. */
function alternativeNames(text: string | undefined): string[] | null {
  if (text === undefined || text === '') return null
  return text.split(/, ?(?=[A-Z][\w ]*:)/).map((part) => part.replace(/^(DNS|IP Address|URI|email):/, ''))
}
