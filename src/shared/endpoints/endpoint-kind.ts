import * as v from 'valibot'
import type { LocalText } from '../language/local-text'

/** What a tab stands for. */
export const endpointKinds = [
  'tcp-server',
  'tcp-client',
  'udp',
  'ws-server',
  'ws-client',
  'unix-server',
  'unix-client',
  'relay',
] as const
export type EndpointKind = (typeof endpointKinds)[number]
export const EndpointKindSchema = v.picklist(endpointKinds)

/** What the sockets of an endpoint do: listen for clients, connect to one server, or exchange datagrams. */
export type SocketRole = 'server' | 'client' | 'datagrams'
export const socketRoles: Readonly<Record<EndpointKind, SocketRole>> = {
  'tcp-server': 'server',
  'tcp-client': 'client',
  udp: 'datagrams',
  'ws-server': 'server',
  'ws-client': 'client',
  relay: 'server',
  'unix-server': 'server',
  'unix-client': 'client',
}

/** Kinds whose messages may have no bytes at all: in a plain stream that would be nothing. */
export function sendsEmptyMessages(kind: EndpointKind): boolean {
  return socketRoles[kind] === 'datagrams' || isWebSocket(kind)
}

/** Does it speak WebSocket: messages of a kind, pings, and closes with a code? */
export function isWebSocket(kind: EndpointKind): kind is 'ws-server' | 'ws-client' {
  return kind === 'ws-server' || kind === 'ws-client'
}

/** Does it speak over a Unix socket or named pipe, which has a path and no port? */
export function isUnixKind(kind: CaptureKind): kind is 'unix-server' | 'unix-client' {
  return kind === 'unix-server' || kind === 'unix-client'
}

/** Names and one-line explanations of the kinds, as the window and the command line show them. */
export const endpointKindTexts: Readonly<Record<EndpointKind, { name: LocalText; summary: LocalText }>> = {
  'tcp-server': {
    name: { en: 'TCP server', 'zh-CN': 'TCP 服务端' },
    summary: {
      en: 'listens on a port, numbers every client; with TLS or without',
      'zh-CN': '监听端口，为每个客户端编号，可用 TLS',
    },
  },
  'tcp-client': {
    name: { en: 'TCP client', 'zh-CN': 'TCP 客户端' },
    summary: {
      en: 'connects to a host and port, also by TLS or through a proxy',
      'zh-CN': '连接主机和端口，可用 TLS 或经代理',
    },
  },
  udp: {
    name: { en: 'UDP endpoint', 'zh-CN': 'UDP 端点' },
    summary: {
      en: 'sends and receives datagrams, multicast and broadcast too',
      'zh-CN': '收发数据报，支持组播和广播',
    },
  },
  'ws-server': {
    name: { en: 'WebSocket server', 'zh-CN': 'WebSocket 服务端' },
    summary: {
      en: 'accepts WebSockets: text, binary, pings, close codes',
      'zh-CN': '接受 WebSocket：文本、二进制、ping、关闭代码',
    },
  },
  'ws-client': {
    name: { en: 'WebSocket client', 'zh-CN': 'WebSocket 客户端' },
    summary: {
      en: 'opens a WebSocket with path, sub-protocols and headers',
      'zh-CN': '以路径、子协议和请求头打开 WebSocket',
    },
  },
  'unix-server': {
    name: { en: 'Unix socket server', 'zh-CN': 'Unix 套接字服务端' },
    summary: {
      en: 'listens on a Unix socket or named pipe',
      'zh-CN': '监听 Unix 套接字或命名管道',
    },
  },
  'unix-client': {
    name: { en: 'Unix socket client', 'zh-CN': 'Unix 套接字客户端' },
    summary: {
      en: 'connects to a Unix socket or named pipe',
      'zh-CN': '连接 Unix 套接字或命名管道',
    },
  },
  relay: {
    name: { en: 'Relay', 'zh-CN': '中继' },
    summary: {
      en: 'stands between client and target, records and alters',
      'zh-CN': '位于客户端与目标之间，可记录和更改',
    },
  },
}

/** What a capture is of: the run of an endpoint, or a packet file. */
export const captureKinds = [...endpointKinds, 'import'] as const
export type CaptureKind = (typeof captureKinds)[number]
export const CaptureKindSchema = v.picklist(captureKinds)

/** Names of what a capture can be of. */
export const captureKindTexts: Readonly<Record<CaptureKind, { name: LocalText }>> = {
  ...endpointKindTexts,
  import: { name: { en: 'Packet file', 'zh-CN': '数据包文件' } },
}
