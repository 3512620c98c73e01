import * as v from 'valibot'
import { proxyDemand, ProxyTextSchema } from '../proxy-address'
import { option } from './option'

export const proxy = option({
  schema: ProxyTextSchema,
  demand: proxyDemand,
  default: '',
  label: { en: 'Proxy', 'zh-CN': '代理' },
  help: {
    en: 'Connect through socks5://USER@HOST:PORT or http://USER@HOST:PORT (CONNECT); the proxy resolves the name. Empty: directly.',
    'zh-CN':
      '经 socks5://用户@主机:端口 或 http://用户@主机:端口（CONNECT）连接，由代理解析名称。留空则直接连接。',
  },
  group: 'connection',
  control: { type: 'text', placeholder: 'socks5://127.0.0.1:1080' },
  cli: {
    flag: '--proxy',
    value: 'URL',
    help: 'connect through socks5://USER:PASSWORD@HOST:PORT or http://…',
  },
  applies: 'restart',
})

export const proxyPassword = option({
  schema: v.pipe(v.string(), v.maxLength(255)),
  default: '',
  label: { en: 'Proxy password', 'zh-CN': '代理密码' },
  help: {
    en: 'Password of the user at the proxy. It is kept in the data folder and never in a workspace.',
    'zh-CN': '代理用户的密码。保存在数据文件夹中，绝不写入工作区。',
  },
  group: 'connection',
  control: { type: 'secret' },
  cli: [
    {
      flag: '--proxy-password-file',
      value: 'FILE',
      reads: 'file',
      help: 'the password of the user at the proxy, from the first line of a file',
    },
    {
      flag: '--proxy-password-env',
      value: 'NAME',
      reads: 'environment',
      help: 'the password of the user at the proxy, from an environment variable',
    },
  ],
  applies: 'restart',
})
