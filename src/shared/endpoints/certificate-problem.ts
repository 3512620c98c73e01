import type { Language, LocalText } from '../language/local-text'

/** What the runtimes find wrong with a certificate: `X509_V_ERR_…` of OpenSSL and BoringSSL, and Node's own. */
const problems: Readonly<Record<string, LocalText>> = {
  CERT_HAS_EXPIRED: { en: 'it has expired', 'zh-CN': '已过期' },
  CERT_NOT_YET_VALID: { en: 'it is not valid yet', 'zh-CN': '尚未生效' },
  ERR_TLS_CERT_ALTNAME_INVALID: { en: 'it is for other names', 'zh-CN': '名称不符' },
  HOSTNAME_MISMATCH: { en: 'it is for other names', 'zh-CN': '名称不符' },
  DEPTH_ZERO_SELF_SIGNED_CERT: { en: 'it is self-signed', 'zh-CN': '为自签名' },
  SELF_SIGNED_CERT_IN_CHAIN: { en: 'its CA is not trusted here', 'zh-CN': '其 CA 不受本机信任' },
  UNABLE_TO_GET_ISSUER_CERT: { en: 'its CA is not trusted here', 'zh-CN': '其 CA 不受本机信任' },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { en: 'its CA is not trusted here', 'zh-CN': '其 CA 不受本机信任' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { en: 'its CA is not trusted here', 'zh-CN': '其 CA 不受本机信任' },
}

/** A `problem` of a TLS session in words; what is not known stays as the runtime says it. */
export function certificateProblemText(problem: string, language: Language): string {
  return problems[problem]?.[language] ?? problem
}
