import * as v from 'valibot'
import { GroupsTextSchema } from '../multicast-group'
import { option } from './option'
import { hostText } from './option-schemas'

const hops = (min: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(255))

export const groups = option({
  schema: GroupsTextSchema,
  default: '',
  label: { en: 'Groups', 'zh-CN': '组播组' },
  help: {
    en: 'Multicast groups to be in (IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP): GROUP[@INTERFACE][,from=SOURCE]. With a source, only its datagrams come (RFC 4607). Bind to 0.0.0.0 or :: to hear them.',
    'zh-CN':
      '要加入的组播组（IP_ADD_MEMBERSHIP、IPV6_JOIN_GROUP）：组[@接口][,from=源]。指定源时只接收该源的数据报（RFC 4607）。需绑定 0.0.0.0 或 :: 才能收到。',
  },
  group: 'multicast',
  control: { type: 'groups' },
  cli: { flag: '--join', value: 'GROUP', repeats: ' ' },
  applies: 'live',
})

export const multicastInterface = option({
  schema: hostText,
  default: '',
  label: { en: 'Outgoing interface', 'zh-CN': '发送接口' },
  help: {
    en: 'Interface by which datagrams to groups leave (IP_MULTICAST_IF), by name or address. Empty: as the routing table says.',
    'zh-CN': '组播数据报的发送接口（IP_MULTICAST_IF），填名称或地址。留空按路由表选择。',
  },
  group: 'multicast',
  control: { type: 'interface' },
  cli: { flag: '--multicast-interface', value: 'INTERFACE' },
  applies: 'live',
})

export const multicastTtl = option({
  schema: hops(0),
  default: 1,
  label: { en: 'Multicast TTL', 'zh-CN': '组播 TTL' },
  help: {
    en: 'Hop limit of datagrams to groups (IP_MULTICAST_TTL), 0 to 255: 0 stays on this machine, 1 in this network. Bound to ::, Node sets it for IPv6 alone.',
    'zh-CN':
      '组播数据报的跳数限制（IP_MULTICAST_TTL），0 到 255：0 不出本机，1 不出本网络。绑定 :: 时 Node 仅对 IPv6 设置。',
  },
  group: 'multicast',
  control: { type: 'number' },
  cli: { flag: '--multicast-ttl', value: 'N' },
  applies: 'live',
})

export const multicastLoopback = option({
  schema: v.boolean(),
  default: true,
  label: { en: 'Multicast loopback', 'zh-CN': '组播回送' },
  help: {
    en: 'Datagrams to groups also reach this machine (IP_MULTICAST_LOOP). On Windows the receiver’s setting counts. Bound to ::, Node sets it for IPv6 alone.',
    'zh-CN':
      '组播数据报也送达本机（IP_MULTICAST_LOOP）。Windows 以接收方的设置为准。绑定 :: 时 Node 仅对 IPv6 设置。',
  },
  group: 'multicast',
  control: { type: 'switch' },
  cli: { flag: '--no-multicast-loopback', help: 'keep datagrams to groups from reaching this machine' },
  applies: 'live',
})

export const ttl = option({
  schema: hops(1),
  default: 64,
  label: { en: 'TTL', 'zh-CN': 'TTL' },
  help: {
    en: 'Hop limit of datagrams to single hosts (IP_TTL, IPV6_UNICAST_HOPS), 1 to 255. Bound to ::, Node sets it for IPv6 alone.',
    'zh-CN': '单播数据报的跳数限制（IP_TTL、IPV6_UNICAST_HOPS），1 到 255。绑定 :: 时 Node 仅对 IPv6 设置。',
  },
  group: 'socket',
  control: { type: 'number' },
  cli: { flag: '--ttl', value: 'N' },
  applies: 'live',
})
