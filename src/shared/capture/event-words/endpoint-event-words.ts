import { captureKindTexts } from '../../endpoints/endpoint-kind'
import { formatAddress } from '../../endpoints/socket-address'
import { formatBytes } from '../../format/format-bytes'
import { formatDuration } from '../../format/format-duration'
import { fillText, type Language, type LocalText } from '../../language/local-text'
import type { CaptureEventName } from '../capture-event'
import {
  addressInText,
  failureInText,
  failureValue,
  type EventOf,
  type EventValues,
  type EventWordsTable,
} from './event-words'

const shortfall: LocalText = { en: ' of {wanted} asked for', 'zh-CN': '（申请了 {wanted}）' }

function boundValues(event: EventOf<'bound'>, language: Language): EventValues {
  const { wanted, granted } = event.receiveBuffer
  return {
    local: formatAddress(event.local),
    granted: formatBytes(granted),
    shortfall: granted < wanted ? fillText(shortfall[language], { wanted: formatBytes(wanted) }) : '',
  }
}

/** The words of what happens to an endpoint as a whole. */
export const endpointEventWords = {
  started: {
    sentence: { en: 'started: {kind} “{name}”', 'zh-CN': '已启动：{kind}“{name}”' },
    values: ({ kind, name }, language) => ({ kind: captureKindTexts[kind].name[language], name }),
    severity: 'info',
  },
  listening: {
    sentence: { en: 'listening on {local}', 'zh-CN': '正在监听 {local}' },
    values: ({ local }) => ({ local: formatAddress(local) }),
    severity: 'info',
  },
  bound: {
    sentence: {
      en: 'bound to {local}, receive buffer {granted}{shortfall}',
      'zh-CN': '已绑定 {local}，接收缓冲区 {granted}{shortfall}',
    },
    values: boundValues,
    severity: 'info',
  },
  'start-failed': {
    sentence: { en: 'could not start: {failure}', 'zh-CN': '启动失败：{failure}' },
    values: failureValue,
    severity: 'error',
  },
  'looked-up': {
    sentence: { en: '{host} is {addresses}', 'zh-CN': '{host} 的地址是 {addresses}' },
    values: ({ host, addresses }) => ({ host, addresses: addresses.join(', ') }),
    severity: 'info',
  },
  connecting: {
    sentence: {
      en: 'connecting to {remote}, attempt {attempt}',
      'zh-CN': '正在连接 {remote}，第 {attempt} 次尝试',
    },
    values: ({ remote, attempt }) => ({ remote: formatAddress(remote), attempt }),
    severity: 'info',
  },
  'connect-failed': {
    sentence: { en: 'could not connect: {failure}', 'zh-CN': '连接失败：{failure}' },
    values: ({ remote, failure }, language) => ({
      remote: addressInText(remote),
      failure: failureInText(failure, language),
    }),
    severity: 'error',
  },
  'reconnect-scheduled': {
    sentence: {
      en: 'connecting again in {wait}, attempt {attempt}',
      'zh-CN': '{wait}后重连，第 {attempt} 次尝试',
    },
    values: ({ inMs, attempt }, language) => ({ wait: formatDuration(inMs, language), attempt }),
    severity: 'warning',
  },
  'client-refused': {
    sentence: {
      en: 'turned away {remote}: the limit of {limit} clients is reached',
      'zh-CN': '已拒绝 {remote}：客户端数已达上限 {limit}',
    },
    values: ({ remote, limit }) => ({ remote: formatAddress(remote), limit }),
    severity: 'warning',
  },
  'socket-failed': {
    sentence: { en: 'the socket failed: {failure}', 'zh-CN': '套接字出错：{failure}' },
    values: failureValue,
    severity: 'error',
  },
  'accept-stopped': {
    sentence: { en: 'stopped accepting: {failure}', 'zh-CN': '已暂停接受连接：{failure}' },
    values: failureValue,
    severity: 'error',
  },
  'accept-resumed': {
    sentence: { en: 'accepting again', 'zh-CN': '已恢复接受连接' },
    severity: 'info',
  },
  stopped: { sentence: { en: 'stopped', 'zh-CN': '已停止' }, severity: 'info' },
} satisfies Partial<EventWordsTable<CaptureEventName>>
