import * as v from 'valibot'
import { option } from './option'

export const ipv6Only = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'IPv6 only', 'zh-CN': '仅 IPv6' },
  help: {
    en: 'A socket bound to :: takes no IPv4 (IPV6_V6ONLY). Off: it takes both (dual stack).',
    'zh-CN': '绑定到 :: 的套接字不接受 IPv4（IPV6_V6ONLY）。关闭时两者皆可（双栈）。',
  },
  group: 'socket',
  control: { type: 'switch' },
  cli: { flag: '--ipv6-only' },
  applies: 'restart',
})

const reusePort = {
  schema: v.boolean(),
  default: false,
  label: { en: 'Reuse port', 'zh-CN': '端口复用' },
  group: 'socket',
  control: { type: 'switch' },
  cli: { flag: '--reuse-port' },
  applies: 'restart',
} as const

export const tcpReusePort = option({
  ...reusePort,
  help: {
    en: 'Several servers may listen on this port, and the system shares the connections out (SO_REUSEPORT).',
    'zh-CN': '多个服务端可监听同一端口，由系统分配连接（SO_REUSEPORT）。',
  },
  needs: 'tcp-reuse-port',
})

export const udpReusePort = option({
  ...reusePort,
  help: {
    en: 'Several sockets may bind this port, and the system shares the datagrams out (SO_REUSEPORT).',
    'zh-CN': '多个套接字可绑定同一端口，由系统分配数据报（SO_REUSEPORT）。',
  },
  needs: 'udp-reuse-port',
})

export const reuseAddress = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Reuse address', 'zh-CN': '地址复用' },
  help: {
    en: 'Several sockets that all ask for it may bind this address and port (SO_REUSEADDR). Each gets what is sent to groups; what is sent to one host reaches the last one bound.',
    'zh-CN':
      '均设此项的多个套接字可绑定同一地址和端口（SO_REUSEADDR）。组播数据各自都能收到，单播数据由最后绑定者收到。',
  },
  group: 'socket',
  control: { type: 'switch' },
  cli: { flag: '--reuse-address' },
  applies: 'restart',
})

export const receiveBuffer = option({
  schema: v.pipe(v.number(), v.integer(), v.minValue(4_096), v.maxValue(1_073_741_824)),
  default: 4_194_304,
  label: { en: 'Receive buffer', 'zh-CN': '接收缓冲区' },
  help: {
    en: 'Bytes asked of the system for waiting datagrams (SO_RCVBUF), 4,096 to 1,073,741,824; the granted size is shown.',
    'zh-CN': '向系统申请的接收缓冲字节数（SO_RCVBUF），4,096 到 1,073,741,824；界面显示实际获准大小。',
  },
  group: 'socket',
  control: { type: 'number', unit: 'bytes' },
  cli: { flag: '--receive-buffer', value: 'BYTES' },
  applies: 'restart',
})

export const sendBuffer = option({
  schema: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_073_741_824)),
  default: 0,
  label: { en: 'Send buffer', 'zh-CN': '发送缓冲区' },
  help: {
    en: 'Bytes asked of the system for datagrams on their way out (SO_SNDBUF), up to 1,073,741,824; the granted size is an event. 0: the system’s own.',
    'zh-CN':
      '向系统申请的发送缓冲字节数（SO_SNDBUF），最大 1,073,741,824；实际获准大小记为事件。0 采用系统默认值。',
  },
  group: 'socket',
  control: { type: 'number', unit: 'bytes' },
  cli: { flag: '--send-buffer', value: 'BYTES' },
  applies: 'restart',
})

export const resetOnClose = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Close by reset', 'zh-CN': '以重置关闭' },
  help: {
    en: 'Whatever closes a connection from here resets it (as SO_LINGER with 0 s does): what waits is thrown away, the peer sees a reset.',
    'zh-CN': '本端关闭连接时一律重置（相当于 SO_LINGER 为 0 秒）：丢弃未发数据，对端看到连接被重置。',
  },
  group: 'socket',
  control: { type: 'switch' },
  cli: { flag: '--close-by-reset' },
  applies: 'live',
})

export const typeOfService = option({
  schema: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)),
  default: 0,
  label: { en: 'Type of service', 'zh-CN': '服务类型' },
  help: {
    en: 'Type of service or traffic class of each packet (IP_TOS, IPV6_TCLASS), 0 to 255: DSCP times 4 (RFC 2474), such as 184 for EF.',
    'zh-CN':
      '每个数据包的服务类型或流量类别（IP_TOS、IPV6_TCLASS），0 到 255：DSCP 乘 4（RFC 2474），例如 EF 为 184。',
  },
  group: 'socket',
  control: { type: 'number' },
  cli: { flag: '--tos', value: 'N' },
  applies: 'live',
  needs: 'type-of-service',
})
