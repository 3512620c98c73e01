import * as v from 'valibot'
import { option, type OptionCondition } from './option'

/** Protocols whose dialogue before the upgrade to TLS is known. */
export const upgradeProtocols = ['smtp', 'imap', 'xmpp', 'postgres'] as const
export type UpgradeProtocol = (typeof upgradeProtocols)[number]

/** The same, to choose from. */
export const upgradeChoices = [
  { value: 'smtp', label: 'STARTTLS, SMTP (RFC 3207)' },
  { value: 'imap', label: 'STARTTLS, IMAP (RFC 9051)' },
  { value: 'xmpp', label: 'STARTTLS, XMPP (RFC 6120)' },
  { value: 'postgres', label: 'STARTTLS, PostgreSQL' },
] as const

/** When TLS begins on a connection, if it does. */
export const tlsBeginning = option({
  schema: v.picklist(['off', 'direct', 'by-hand', ...upgradeProtocols]),
  default: 'off',
  label: { en: 'TLS', 'zh-CN': 'TLS' },
  help: {
    en: 'Never (off), from the first byte (direct), when you or a rule say so (by-hand), or by the dialogue of smtp, imap, xmpp or postgres.',
    'zh-CN':
      '关闭（off）、从第一个字节起（direct）、由您或规则决定（by-hand），或按 smtp、imap、xmpp、postgres 的对话升级。',
  },
  group: 'tls',
  control: {
    type: 'choice',
    choices: [
      { value: 'off', label: { en: 'off', 'zh-CN': '关闭' } },
      { value: 'direct', label: { en: 'from the first byte', 'zh-CN': '从第一个字节起' } },
      {
        value: 'by-hand',
        label: { en: 'STARTTLS by hand or by a rule', 'zh-CN': 'STARTTLS，手动或按规则' },
      },
      ...upgradeChoices,
    ],
  },
  cli: [
    { flag: '--tls', sets: 'direct', help: 'TLS from the first byte, as with tls://' },
    {
      flag: '--starttls',
      value: 'PROTOCOL',
      help: 'upgrade to TLS by the dialogue of smtp, imap, xmpp or postgres, or by-hand',
    },
  ],
  applies: 'restart',
})

/** For options that are of use only where TLS begins at some time. */
export const onlyWithTls: OptionCondition = { option: 'tls', is: ['direct', 'by-hand', ...upgradeProtocols] }
