import * as v from 'valibot'
import { option } from './option'
import { milliseconds } from './option-schemas'

export const noDelay = option({
  schema: v.boolean(),
  default: true,
  label: { en: 'No delay', 'zh-CN': '禁用 Nagle' },
  help: {
    en: 'Send small payloads at once (TCP_NODELAY) instead of waiting to merge them.',
    'zh-CN': '小数据立即发送（TCP_NODELAY），不等待合并。',
  },
  group: 'socket',
  control: { type: 'switch' },
  cli: { flag: '--nagle', sets: false, help: 'let the system merge small payloads (TCP_NODELAY off)' },
  applies: 'live',
})

export const keepAlive = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Keep-alive', 'zh-CN': '保活' },
  help: {
    en: 'Let the system probe idle connections (SO_KEEPALIVE).',
    'zh-CN': '由系统探测空闲连接（SO_KEEPALIVE）。',
  },
  group: 'socket',
  control: { type: 'switch' },
  cli: { flag: '--keep-alive' },
  applies: 'live',
})

export const keepAliveDelay = option({
  schema: milliseconds(1_000, 7_200_000),
  default: 60_000,
  label: { en: 'Keep-alive after', 'zh-CN': '保活间隔' },
  help: {
    en: 'Idle time before the first probe (TCP_KEEPIDLE), 1,000 to 7,200,000 ms.',
    'zh-CN': '首次探测前的空闲时间（TCP_KEEPIDLE），1,000 到 7,200,000 毫秒。',
  },
  group: 'socket',
  control: { type: 'number', unit: 'ms' },
  cli: { flag: '--keep-alive-delay', value: 'MS' },
  shownWhen: { option: 'keepAlive', is: [true] },
  applies: 'live',
})

export const answerHalfClose = option({
  schema: v.boolean(),
  default: true,
  label: { en: 'Answer a half-close', 'zh-CN': '回应半关闭' },
  help: {
    en: 'When the peer ends its side, end ours too. Off: the connection stays open for sending.',
    'zh-CN': '对端结束发送时本端也结束。关闭此项则连接保持可发送。',
  },
  group: 'socket',
  control: { type: 'switch' },
  cli: {
    flag: '--no-answer-half-close',
    help: 'keep the connection open for sending when the peer has ended its side',
  },
  applies: 'live',
})
