import * as v from 'valibot'
import { option } from './option'
import { upgradeProtocols, upgradeChoices, type UpgradeProtocol } from './tls-beginning-option'
import { tlsServerOptions } from './tls-options'

const sides = { option: 'transport', is: ['tcp', 'unix'] } as const
const off = { value: 'off', label: { en: 'off', 'zh-CN': '关闭' } } as const
const direct = { value: 'direct', label: { en: 'from the first byte', 'zh-CN': '从第一个字节起' } } as const

/** TLS with the clients of a relay; what passes may lead to an upgrade of both sides. */
const relayTls = option({
  schema: v.picklist(['off', 'direct', ...upgradeProtocols]),
  default: 'off',
  label: { en: 'TLS with clients', 'zh-CN': '客户端侧 TLS' },
  help: {
    en: 'From the first byte (direct), off, or on both sides as soon as client and target agree on it by the dialogue of smtp, imap, xmpp or postgres that passes. What passes is recorded as it is inside.',
    'zh-CN':
      '从第一个字节起（direct）、关闭（off），或在经过的 smtp、imap、xmpp、postgres 对话中双方同意时两侧同时升级。记录的是解密后的内容。',
  },
  group: 'tls',
  control: { type: 'choice', choices: [off, direct, ...upgradeChoices] },
  cli: [
    { flag: '--tls', sets: 'direct', help: 'speak TLS there from the first byte, as with tls://' },
    {
      flag: '--starttls',
      value: 'PROTOCOL',
      help: 'upgrade both sides to TLS when they agree on it by the dialogue of smtp, imap, xmpp or postgres',
    },
  ],
  shownWhen: sides,
  applies: 'restart',
})

/** TLS to the target, where it is not there for both sides at once. */
export const targetTls = option({
  schema: v.picklist(['off', 'direct']),
  default: 'off',
  label: { en: 'TLS to the target', 'zh-CN': '目标侧 TLS' },
  help: {
    en: 'From the first byte (direct), or off. What passes is recorded as it is inside.',
    'zh-CN': '从第一个字节起（direct），或关闭（off）。记录的是解密后的内容。',
  },
  group: 'tls',
  control: { type: 'choice', choices: [off, direct] },
  cli: { flag: '--tls', sets: 'direct', help: 'speak TLS there from the first byte, as with tls://' },
  shownWhen: { option: 'tls', is: ['off', 'direct'] },
  applies: 'restart',
})

/** TLS with the clients of a relay. */
export const relayTlsOptions = { ...tlsServerOptions, tls: relayTls } as const

/** How a relay speaks TLS on either side. */
interface RelayTlsChoice {
  readonly tls: 'off' | 'direct' | UpgradeProtocol
  readonly targetTls: 'off' | 'direct'
}

/** The protocol whose dialogue leads both sides to TLS; null where none does. */
export function relayUpgrade({ tls }: Pick<RelayTlsChoice, 'tls'>): UpgradeProtocol | null {
  return tls === 'off' || tls === 'direct' ? null : tls
}

/** Is there TLS to the target, now or after an upgrade? */
export function hasTargetTls(options: RelayTlsChoice): boolean {
  return options.targetTls !== 'off' || relayUpgrade(options) !== null
}
