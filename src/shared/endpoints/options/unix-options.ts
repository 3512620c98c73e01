import * as v from 'valibot'
import { option } from './option'
import { tcpClientOptions } from './tcp-client-options'
import { tcpServerOptions } from './tcp-server-options'

export const socketPath = option({
  schema: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1_024)),
  default: '/tmp/sockwright.sock',
  label: { en: 'Path', 'zh-CN': '路径' },
  help: {
    en: 'Path of the socket, at most 107 bytes (macOS 103). Linux: @NAME for an abstract name, where the runtime can. Windows: a named pipe, NAME or \\\\.\\pipe\\NAME.',
    'zh-CN':
      '套接字路径，最多 107 字节（macOS 为 103）。Linux：@名称 表示抽象名称（视运行环境而定）。Windows：命名管道，填 名称 或 \\\\.\\pipe\\名称。',
  },
  group: 'address',
  control: { type: 'text', placeholder: '/tmp/sockwright.sock' },
  applies: 'restart',
})

export const removeStale = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Remove a stale socket', 'zh-CN': '移除遗留套接字' },
  help: {
    en: 'At the start, take away a socket that an earlier server has left at this path. One in use, and any other file, is never removed.',
    'zh-CN': '启动时移除先前服务端遗留在该路径的套接字。正在使用的套接字和其他文件绝不移除。',
  },
  group: 'connection',
  control: { type: 'switch' },
  cli: { flag: '--remove-stale' },
  applies: 'restart',
})

/** What TCP sockets have and Unix sockets do not. */
const notForUnix = [
  'address',
  'host',
  'port',
  'localAddress',
  'localPort',
  'noDelay',
  'keepAlive',
  'keepAliveDelay',
  'resetOnClose',
  'typeOfService',
  'proxy',
  'proxyPassword',
  'ipv6Only',
  'reusePort',
] as const
type NotForUnix = (typeof notForUnix)[number]

function without<D extends object>(definitions: D): Omit<D, NotForUnix> {
  const kept = Object.entries(definitions).filter(([name]) => !notForUnix.some((one) => one === name))
  return Object.fromEntries(kept) as Omit<D, NotForUnix>
}

export const unixServerOptions = { socketPath, removeStale, ...without(tcpServerOptions) } as const

export const unixClientOptions = { socketPath, ...without(tcpClientOptions) } as const
