import type { Language, LocalText } from '../language/local-text'
import {
  namedCauseKinds,
  namedCauseParts,
  type Cause,
  type FixedCause,
  type NamedCause,
  type NamedCauseKind,
} from './record'

/** What has names that can be causes. */
export const causeKindTexts: Readonly<Record<NamedCauseKind, LocalText>> = {
  rule: { en: 'rule', 'zh-CN': '规则' },
  script: { en: 'script', 'zh-CN': '脚本' },
  repeat: { en: 'repeat', 'zh-CN': '重复发送' },
  sequence: { en: 'sequence', 'zh-CN': '序列' },
  fault: { en: 'fault', 'zh-CN': '故障' },
  starttls: { en: 'STARTTLS', 'zh-CN': 'STARTTLS' },
  rewrite: { en: 'rewriting', 'zh-CN': '改写' },
}

const fixedCauseTexts: Readonly<Record<FixedCause, LocalText>> = {
  none: { en: '—', 'zh-CN': '—' },
  hand: { en: 'by hand', 'zh-CN': '手动' },
  echo: { en: 'echo', 'zh-CN': '回显' },
  greeting: { en: 'greeting', 'zh-CN': '问候' },
  reply: { en: 'reply', 'zh-CN': '应答' },
  file: { en: 'file', 'zh-CN': '文件' },
  protocol: { en: 'by the protocol', 'zh-CN': '协议自动' },
}

/** Why a message went out, in words: `echo`, `rule: ack every frame`. */
export function causeText(cause: Cause, language: Language): string {
  if (!isNamedCause(cause)) return fixedCauseTexts[cause][language]
  const [kind, name] = namedCauseParts(cause)
  return `${causeKindTexts[kind][language]}${language === 'en' ? ': ' : '：'}${name}`
}

function isNamedCause(cause: Cause): cause is NamedCause {
  return namedCauseKinds.some((kind) => cause.startsWith(`${kind}:`))
}
