import * as v from 'valibot'
import { faults, faultsOn } from './fault-options'
import { option } from './option'
import { echo, greet, reply } from './behaviour-options'
import { bindAddress, bindPort } from './bind-options'
import { answerHalfClose, keepAlive, keepAliveDelay, noDelay } from './connection-options'
import { ipv6Only, resetOnClose, tcpReusePort, typeOfService } from './socket-options'
import { encoding, framing, maxMessage } from './message-options'
import { tlsServerOptions } from './tls-options'

export const tcpServerOptions = {
  address: bindAddress,
  port: bindPort,
  backlog: option({
    schema: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
    default: 511,
    label: { en: 'Backlog', 'zh-CN': '等待队列' },
    help: {
      en: 'Connections the system keeps waiting for accept, 1 to 65535 (listen(2); the system may cap it).',
      'zh-CN': '系统为 accept 保留的等待连接数，1 到 65535（listen(2)，系统可能限制）。',
    },
    group: 'connection',
    control: { type: 'number' },
    cli: { flag: '--backlog', value: 'N' },
    applies: 'restart',
  }),
  maxClients: option({
    schema: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
    default: 0,
    label: { en: 'Limit on clients', 'zh-CN': '客户端上限' },
    help: {
      en: 'Further clients are closed at once, with an event. 0: no limit.',
      'zh-CN': '超出的客户端立即关闭并记录事件。0 表示不限制。',
    },
    group: 'connection',
    control: { type: 'number' },
    cli: { flag: '--max-clients', value: 'N' },
    applies: 'live',
  }),
  answerHalfClose,
  noDelay,
  keepAlive,
  keepAliveDelay,
  resetOnClose,
  typeOfService,
  ipv6Only,
  reusePort: tcpReusePort,
  ...tlsServerOptions,
  framing,
  maxMessage,
  encoding,
  echo,
  greet,
  reply,
  faults,
  faultsOn,
} as const
