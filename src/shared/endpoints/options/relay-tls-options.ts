import * as v from 'valibot'
import { option } from './option'
import { tlsServerOptions } from './tls-options'

const labels = {
  client: { en: 'TLS with clients', 'zh-CN': '客户端侧 TLS' },
  target: { en: 'TLS to the target', 'zh-CN': '目标侧 TLS' },
} as const

/** TLS on one side of a relay: bytes that pass cannot be upgraded on their way, for nobody there leads the dialogue. */
const relayTls = option({
  schema: v.picklist(['off', 'direct']),
  default: 'off',
  label: labels.client,
  help: {
    en: 'From the first byte (direct), or off. What passes is recorded as it is inside.',
    'zh-CN': '从第一个字节起（direct），或关闭（off）。记录的是解密后的内容。',
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

export const targetTls = { ...relayTls, label: labels.target }

/** TLS with the clients of a relay. */
export const relayTlsOptions = { ...tlsServerOptions, tls: relayTls } as const
