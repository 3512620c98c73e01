import * as v from 'valibot'
import { option } from './option'
import { tlsServerOptions } from './tls-options'

/** TLS on one side of a relay: bytes that pass cannot be upgraded on their way, for nobody there leads the dialogue. */
export const relayTls = option({
  schema: v.picklist(['off', 'direct']),
  default: 'off',
  label: tlsServerOptions.tls.label,
  help: {
    en: 'off, or direct: TLS from the first byte. What passes is recorded as it is inside.',
    'zh-CN': 'off（关闭）或 direct：从第一个字节起使用 TLS。记录的是解密后的内容。',
  },
  group: 'tls',
  control: {
    type: 'choice',
    choices: [
      { value: 'off', label: { en: 'off', 'zh-CN': '关闭' } },
      { value: 'direct', label: { en: 'from the first byte', 'zh-CN': '从第一个字节起' } },
    ],
  },
  cli: { flag: '--tls', sets: 'direct', help: 'speak TLS there from the first byte, as with tls://' },
  shownWhen: { option: 'transport', is: ['tcp', 'unix'] },
  applies: 'restart',
})

/** TLS with the clients of a relay. */
export const relayTlsOptions = { ...tlsServerOptions, tls: relayTls } as const
