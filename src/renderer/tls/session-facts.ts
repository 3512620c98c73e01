import type { TlsCertificate, TlsSession } from '../../shared/endpoints/tls-session'
import { certificateProblemText } from '../../shared/endpoints/certificate-problem'
import { language, t } from '../language/use-language'

/** A label and what stands behind it. */
export interface Fact {
  readonly label: string
  readonly value: string
}

/** A day, as certificates are dated. */
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** What the handshake agreed on. */
export function agreementFacts(session: TlsSession): Fact[] {
  return [
    { label: t('tls.version'), value: session.version },
    { label: t('tls.cipher'), value: session.cipher },
    { label: t('tls.alpn'), value: session.alpn ?? t('tls.none') },
    { label: t('tls.serverName'), value: session.serverName ?? t('tls.none') },
    { label: t('tls.resumed'), value: t(session.resumed ? 'tls.yes' : 'tls.no') },
  ]
}

/** Whom we talk with, in a sentence. */
export function trustWords({ trust, problem, chain }: TlsSession): string {
  if (chain.length === 0) return t('tls.trust.nobody')
  if (trust === 'verified') return t('tls.trust.verified')
  if (problem === null) return t('tls.trust.unasked')
  const words = certificateProblemText(problem, language.value)
  return t(trust === 'refused' ? 'tls.trust.refused' : 'tls.trust.problem', { problem: words })
}

/** One certificate of the chain. */
export function certificateFacts(certificate: TlsCertificate): Fact[] {
  const { subject, issuer, names, validFrom, validTo, fingerprint, serial } = certificate
  return [
    { label: t('tls.subject'), value: subject },
    { label: t('tls.issuer'), value: issuer },
    { label: t('tls.names'), value: names.length === 0 ? t('tls.none') : names.join(', ') },
    { label: t('tls.validity'), value: t('tls.fromTo', { from: day(validFrom), to: day(validTo) }) },
    { label: t('tls.fingerprint'), value: fingerprint },
    { label: t('tls.serial'), value: serial },
  ]
}

/** All of it as lines of text. */
export function sessionText(session: TlsSession): string {
  const lines = (facts: readonly Fact[]) => facts.map(({ label, value }) => `${label}: ${value}`).join('\n')
  const chain = session.chain.map((one) => lines(certificateFacts(one)))
  return [lines(agreementFacts(session)), trustWords(session), ...chain].join('\n\n')
}
