import type { Language, LocalText } from '../../language/local-text'
import type { CaptureEventName } from '../capture-event'
import { certificateProblemText } from '../../endpoints/certificate-problem'
import { failureValue, type EventOf, type EventWordsTable } from './event-words'

const secured: Readonly<Record<'verified' | 'unasked' | 'nobody', LocalText>> = {
  verified: {
    en: '{version} with {cipher}{alpn}, shown decrypted; the certificate of {subject} is good',
    'zh-CN': '{version}，{cipher}{alpn}，以解密形式显示；{subject} 的证书有效',
  },
  unasked: {
    en: '{version} with {cipher}{alpn}, shown decrypted; the certificate of {subject} was not verified{problem}',
    'zh-CN': '{version}，{cipher}{alpn}，以解密形式显示；未验证 {subject} 的证书{problem}',
  },
  nobody: {
    en: '{version} with {cipher}{alpn}, shown decrypted',
    'zh-CN': '{version}，{cipher}{alpn}，以解密形式显示',
  },
}

function securedSentence({ session }: EventOf<'secured'>): LocalText {
  if (session.chain.length === 0) return secured.nobody
  return session.trust === 'verified' ? secured.verified : secured.unasked
}

function problemBehind(problem: string, language: Language): string {
  const text = certificateProblemText(problem, language)
  return language === 'en' ? `: ${text}` : `（${text}）`
}

const plain: Readonly<Record<'hello' | 'alert', LocalText>> = {
  hello: {
    en: 'the client begins with TLS, and this endpoint speaks plain text: switch TLS on here, or off there',
    'zh-CN': '客户端以 TLS 开始，而本端点使用明文：请在此处开启 TLS，或在对端关闭',
  },
  alert: {
    en: 'the server answers with a TLS alert, and this endpoint speaks plain text: switch TLS on here',
    'zh-CN': '服务端以 TLS 警报应答，而本端点使用明文：请在此处开启 TLS',
  },
}

/** The words of TLS: handshakes and upgrades. */
export const tlsEventWords = {
  secured: {
    sentence: securedSentence,
    values: ({ session }, language) => ({
      version: session.version,
      cipher: session.cipher,
      alpn: session.alpn === null ? '' : `, ${session.alpn}`,
      subject: session.chain[0]?.subject ?? '',
      problem: session.problem === null ? '' : problemBehind(session.problem, language),
    }),
    severity: ({ session }) => (session.problem === null ? 'info' : 'warning'),
  },
  'handshake-failed': {
    sentence: { en: 'the TLS handshake failed: {failure}', 'zh-CN': 'TLS 握手失败：{failure}' },
    values: failureValue,
    severity: 'error',
  },
  'upgrade-refused': {
    sentence: { en: 'no upgrade to TLS: {failure}', 'zh-CN': '未升级到 TLS：{failure}' },
    values: failureValue,
    severity: 'error',
  },
  'tls-on-plain': {
    sentence: ({ record }) => plain[record],
    severity: 'warning',
  },
} satisfies Partial<EventWordsTable<CaptureEventName>>
