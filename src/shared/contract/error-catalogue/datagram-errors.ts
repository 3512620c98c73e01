import type { ErrorEntry } from './error-entry'

/** Failures of multicast groups, interfaces and connected UDP sockets. */
export const datagramErrors = {
  E_GROUP_RANGE: {
    what: { en: '{group} is not a multicast group.', 'zh-CN': '{group} 不是组播组。' },
    remedy: {
      en: 'Groups are 224.0.0.0 to 239.255.255.255, or IPv6 addresses that begin with ff.',
      'zh-CN': '组播组为 224.0.0.0 到 239.255.255.255，或以 ff 开头的 IPv6 地址。',
    },
  },
  E_GROUP_TWICE: {
    what: {
      en: 'This socket is in {group} on that interface already.',
      'zh-CN': '此套接字已在该接口上加入 {group}。',
    },
    remedy: { en: 'Remove one of the two entries.', 'zh-CN': '请删除其中一项。' },
  },
  E_INTERFACE_UNKNOWN: {
    what: {
      en: 'No interface {interface} with an IPv{family} address is up.',
      'zh-CN': '没有已启用且带 IPv{family} 地址的接口 {interface}。',
    },
    remedy: {
      en: 'Bring it up, or use one of these: {known}.',
      'zh-CN': '请启用它，或改用以下之一：{known}。',
    },
  },
  ENODEV: {
    what: {
      en: 'The system finds no network interface for {operation}.',
      'zh-CN': '系统找不到用于 {operation} 的网络接口。',
    },
    remedy: {
      en: 'Name one that is up, as in 239.1.2.3@eth0, or add a route.',
      'zh-CN': '请指定已启用的接口，如 239.1.2.3@eth0，或添加路由。',
    },
  },
  E_CONNECTED_NOWHERE: {
    what: {
      en: 'A connected UDP endpoint needs a fixed remote host and port.',
      'zh-CN': '连接模式的 UDP 端点需要固定的远端主机和端口。',
    },
    remedy: {
      en: 'Enter them (--to), or switch “Connected” off.',
      'zh-CN': '请填写（--to），或关闭“连接模式”。',
    },
  },
  E_CONNECTED_ELSEWHERE: {
    what: {
      en: 'This endpoint is connected to {remote} and sends to nobody else, so not to {address}.',
      'zh-CN': '此端点已连接到 {remote}，不能发往 {address}。',
    },
    remedy: { en: 'Switch “Connected” off to send anywhere.', 'zh-CN': '关闭“连接模式”即可发往任意地址。' },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
