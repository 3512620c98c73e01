import { option } from './option'
import { hostText, localPort } from './option-schemas'

export const bindAddress = option({
  schema: hostText,
  default: '127.0.0.1',
  label: { en: 'Address', 'zh-CN': '地址' },
  help: {
    en: 'The local address to bind: 127.0.0.1 for this machine only, 0.0.0.0 or :: for all interfaces.',
    'zh-CN': '绑定的本机地址：127.0.0.1 仅限本机，0.0.0.0 或 :: 表示全部接口。',
  },
  group: 'address',
  control: { type: 'local-address' },
  applies: 'restart',
})

export const bindPort = option({
  schema: localPort,
  default: 0,
  label: { en: 'Port', 'zh-CN': '端口' },
  help: {
    en: 'The local port, 0 to 65535; with 0 the system picks a free one.',
    'zh-CN': '本机端口，0 到 65535；填 0 由系统选择空闲端口。',
  },
  group: 'address',
  control: { type: 'port' },
  applies: 'restart',
})
