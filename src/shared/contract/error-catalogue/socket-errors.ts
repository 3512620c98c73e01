import type { ErrorEntry } from './error-entry'

/** Failures of sockets: binding, connecting, sending. */
export const socketErrors = {
  EADDRINUSE: {
    what: {
      en: 'Port {port} on {address} is in use{ownerText}.',
      'zh-CN': '{address} 的端口 {port} 已被占用{ownerText}。',
    },
    remedy: {
      en: 'Choose another port, or 0 to let the system pick one.',
      'zh-CN': '请换一个端口，或填 0 由系统选择。',
    },
  },
  EACCES: {
    what: { en: 'The system does not permit {operation}.', 'zh-CN': '系统不允许{operation}。' },
    remedy: {
      en: 'Check the rights this needs (reason: {reason}).',
      'zh-CN': '请检查所需权限（原因：{reason}）。',
    },
  },
  EPERM: {
    what: { en: 'The system does not permit {operation}.', 'zh-CN': '系统不允许{operation}。' },
    remedy: {
      en: 'Check the rights this needs (reason: {reason}).',
      'zh-CN': '请检查所需权限（原因：{reason}）。',
    },
  },
  E_PORT_PRIVILEGED: {
    what: {
      en: 'Ports below {firstFree} need administrator rights, and {port} is one of them.',
      'zh-CN': '小于 {firstFree} 的端口需要管理员权限，{port} 就是其中之一。',
    },
    remedy: {
      en: 'Use a port from {firstFree} up, or grant the right to bind low ports.',
      'zh-CN': '请使用不小于 {firstFree} 的端口，或授予绑定低端口的权限。',
    },
  },
  EADDRNOTAVAIL: {
    what: {
      en: '{address} is not an address of this machine.',
      'zh-CN': '{address} 不是本机的地址。',
    },
    remedy: {
      en: 'Pick one from the list, or 0.0.0.0 or :: for all of them.',
      'zh-CN': '请从列表中选择，或用 0.0.0.0 或 :: 表示全部。',
    },
  },
  ENOTFOUND: {
    what: { en: 'The name {host} was not found.', 'zh-CN': '找不到主机名 {host}。' },
    remedy: {
      en: 'Check the spelling, or enter an IP address.',
      'zh-CN': '请检查拼写，或改填 IP 地址。',
    },
  },
  EAI_AGAIN: {
    what: {
      en: 'Looking up {host} failed: the name server did not answer.',
      'zh-CN': '查询 {host} 失败：域名服务器没有应答。',
    },
    remedy: {
      en: 'Check the network connection, or enter an IP address.',
      'zh-CN': '请检查网络连接，或改填 IP 地址。',
    },
  },
  ECONNREFUSED: {
    what: {
      en: '{address} port {port} refused: nothing listens there.',
      'zh-CN': '{address} 的端口 {port} 拒绝连接：那里没有程序在监听。',
    },
    remedy: {
      en: 'Start the server, or check the address and the port.',
      'zh-CN': '请启动服务端，或检查地址和端口。',
    },
  },
  ETIMEDOUT: {
    what: {
      en: 'No answer from {address} port {port} in time.',
      'zh-CN': '{address} 的端口 {port} 未及时应答。',
    },
    remedy: {
      en: 'Check the address and firewalls between, or allow more time.',
      'zh-CN': '请检查地址和途中的防火墙，或延长超时时间。',
    },
  },
  ENETUNREACH: {
    what: {
      en: 'No route leads to the network of {address}.',
      'zh-CN': '没有通往 {address} 所在网络的路由。',
    },
    remedy: {
      en: 'Check the network connection and the routing table.',
      'zh-CN': '请检查网络连接和路由表。',
    },
  },
  EHOSTUNREACH: {
    what: { en: 'The host {address} cannot be reached.', 'zh-CN': '无法到达主机 {address}。' },
    remedy: {
      en: 'Check that it is switched on and in this network.',
      'zh-CN': '请确认它已开机并在本网络中。',
    },
  },
  ENETDOWN: {
    what: { en: 'The network interface is down.', 'zh-CN': '网络接口已停用。' },
    remedy: { en: 'Bring it up and try again.', 'zh-CN': '请启用后重试。' },
  },
  ECONNRESET: {
    what: { en: 'The peer reset the connection.', 'zh-CN': '对端重置了连接。' },
    remedy: {
      en: 'It ended on purpose or crashed; its log says more.',
      'zh-CN': '对端主动中断或已崩溃，详情见其日志。',
    },
  },
  ECONNABORTED: {
    what: { en: 'The connection was aborted.', 'zh-CN': '连接已中止。' },
    remedy: { en: 'Connect again.', 'zh-CN': '请重新连接。' },
  },
  EPIPE: {
    what: {
      en: 'The peer closed while sending; {unsent} bytes did not leave.',
      'zh-CN': '发送过程中对端已关闭，{unsent} 字节未发出。',
    },
    remedy: { en: 'Connect again and send the rest.', 'zh-CN': '请重新连接后发送剩余部分。' },
  },
  EINVAL: {
    what: { en: 'The system refused a value: {reason}.', 'zh-CN': '系统拒绝了一个值：{reason}。' },
    remedy: { en: 'Check address, port and options.', 'zh-CN': '请检查地址、端口和选项。' },
  },
  E_ADDRESS_ZONE: {
    what: {
      en: '{address} is a link-local address, which stands in every network, and no interface is named.',
      'zh-CN': '{address} 是链路本地地址，每个网络中都有，但未指定接口。',
    },
    remedy: {
      en: 'Name one behind it, as in {address}%eth0.',
      'zh-CN': '请在其后写明接口，例如 {address}%eth0。',
    },
  },
  EAFNOSUPPORT: {
    what: {
      en: 'This system has no support for the address family of {address}.',
      'zh-CN': '本系统不支持 {address} 的地址族。',
    },
    remedy: { en: 'Use an address of the other family.', 'zh-CN': '请使用另一种地址族的地址。' },
  },
  EMSGSIZE: {
    what: {
      en: 'The system refused a datagram of {bytes} bytes as too long.',
      'zh-CN': '系统拒绝了 {bytes} 字节的数据报：过长。',
    },
    remedy: { en: 'Send less at once.', 'zh-CN': '请减小单次发送的长度。' },
  },
  EMFILE: {
    what: {
      en: 'This process has too many open files and sockets.',
      'zh-CN': '本进程打开的文件和套接字过多。',
    },
    remedy: {
      en: 'Close some, or raise the limit (ulimit -n).',
      'zh-CN': '请关闭一些，或提高上限（ulimit -n）。',
    },
  },
  ENFILE: {
    what: { en: 'The system has too many open files.', 'zh-CN': '系统打开的文件过多。' },
    remedy: {
      en: 'Close some programs, or raise the limit (fs.file-max).',
      'zh-CN': '请关闭一些程序，或提高上限（fs.file-max）。',
    },
  },
  ENOBUFS: {
    what: {
      en: 'The system has no buffer space left for this socket.',
      'zh-CN': '系统没有可用于此套接字的缓冲区。',
    },
    remedy: { en: 'Send more slowly, or try again.', 'zh-CN': '请降低发送速度或重试。' },
  },
  E_SYSTEM: {
    what: { en: 'The system refused {operation}: {reason}.', 'zh-CN': '系统拒绝了 {operation}：{reason}。' },
    remedy: { en: '{system} is its code for it.', 'zh-CN': '系统代码为 {system}。' },
  },
  E_PORT_RANGE: {
    what: { en: '{port} is not a port.', 'zh-CN': '{port} 不是有效端口。' },
    remedy: { en: 'Ports are whole numbers from {min} to 65535.', 'zh-CN': '端口为 {min} 到 65535 的整数。' },
  },
  E_ADDRESS_INVALID: {
    what: { en: '{address} is not an IP address.', 'zh-CN': '{address} 不是 IP 地址。' },
    remedy: {
      en: 'Write it like 192.168.1.10 or fe80::1%eth0.',
      'zh-CN': '格式如 192.168.1.10 或 fe80::1%eth0。',
    },
  },
  E_BROADCAST_OFF: {
    what: {
      en: '{address} is a broadcast address, and broadcast is off.',
      'zh-CN': '{address} 是广播地址，而广播未开启。',
    },
    remedy: {
      en: 'Switch broadcast on in the options of this endpoint (--broadcast).',
      'zh-CN': '请在该端点的选项中开启广播（--broadcast）。',
    },
  },
  E_DATAGRAM_TOO_LONG: {
    what: {
      en: 'A datagram to {address} holds at most {limit} bytes, this one has {bytes}.',
      'zh-CN': '发往 {address} 的数据报最多 {limit} 字节，当前为 {bytes} 字节。',
    },
    remedy: { en: 'Nothing was sent; split the payload.', 'zh-CN': '未发送任何数据，请拆分载荷。' },
  },
  E_ADDRESS_FAMILY: {
    what: {
      en: '{address} does not fit a socket bound to {bound}.',
      'zh-CN': '{address} 与绑定在 {bound} 的套接字地址族不符。',
    },
    remedy: {
      en: 'Use an address of the same family, or bind to :: with “IPv6 only” off.',
      'zh-CN': '请使用同一地址族的地址，或绑定到 :: 并关闭“仅 IPv6”。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
