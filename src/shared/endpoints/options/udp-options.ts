import * as v from 'valibot'
import { option } from './option'
import { echo, reply } from './behaviour-options'
import { bindAddress, bindPort } from './bind-options'
import { encoding } from './message-options'
import { hostText, localPort } from './option-schemas'

export const udpOptions = {
  address: bindAddress,
  port: bindPort,
  remoteHost: option({
    schema: hostText,
    default: '',
    label: { en: 'Fixed remote host', 'zh-CN': '固定远端主机' },
    help: {
      en: 'Where datagrams go when nobody else is chosen. Empty: choose at each sending.',
      'zh-CN': '未另行选择时数据报的去向。留空则每次发送时选择。',
    },
    group: 'address',
    control: { type: 'text' },
    applies: 'live',
  }),
  remotePort: option({
    schema: localPort,
    default: 0,
    label: { en: 'Remote port', 'zh-CN': '远端端口' },
    help: {
      en: 'Port of the fixed remote, 1 to 65535; 0 where there is none.',
      'zh-CN': '固定远端的端口，1 到 65535；没有则为 0。',
    },
    group: 'address',
    control: { type: 'port' },
    applies: 'live',
  }),
  broadcast: option({
    schema: v.boolean(),
    default: false,
    label: { en: 'Broadcast', 'zh-CN': '广播' },
    help: {
      en: 'Permit datagrams to broadcast addresses (SO_BROADCAST).',
      'zh-CN': '允许向广播地址发送数据报（SO_BROADCAST）。',
    },
    group: 'connection',
    control: { type: 'switch' },
    cli: { flag: '--broadcast' },
    applies: 'live',
  }),
  receiveBuffer: option({
    schema: v.pipe(v.number(), v.integer(), v.minValue(4_096), v.maxValue(1_073_741_824)),
    default: 4_194_304,
    label: { en: 'Receive buffer', 'zh-CN': '接收缓冲区' },
    help: {
      en: 'Bytes asked of the system for waiting datagrams (SO_RCVBUF), 4,096 to 1,073,741,824; the granted size is shown.',
      'zh-CN': '向系统申请的接收缓冲字节数（SO_RCVBUF），4,096 到 1,073,741,824；界面显示实际获准大小。',
    },
    group: 'connection',
    control: { type: 'number', unit: 'bytes' },
    cli: { flag: '--receive-buffer', value: 'BYTES' },
    applies: 'restart',
  }),
  encoding,
  echo,
  reply,
} as const
