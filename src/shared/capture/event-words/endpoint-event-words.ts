import { captureKindTexts } from '../../endpoints/endpoint-kind'
import type { Backlog } from '../../endpoints/backlog'
import type { BufferSize } from '../../endpoints/endpoint-status'
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

const ofWanted: LocalText = { en: ' of {wanted} asked for', 'zh-CN': '（申请了 {wanted}）' }

const unheard: LocalText = {
  en: ', whose datagrams do not come to {boundTo}: bind to 0.0.0.0 or ::, or to the group itself',
  'zh-CN': '，但其数据报不会送达 {boundTo}：请绑定 0.0.0.0 或 ::，或组播组本身',
}
const sendBuffer: LocalText = { en: ', send buffer {size}', 'zh-CN': '，发送缓冲区 {size}' }

function bufferText({ wanted, granted }: BufferSize, language: Language): string {
  const shortfall = granted < wanted ? fillText(ofWanted[language], { wanted: formatBytes(wanted) }) : ''
  return formatBytes(granted) + shortfall
}

const fewerWait: LocalText = {
  en: '; the system lets {granted} connections wait instead of {wanted} (net.core.somaxconn)',
  'zh-CN': '；系统只允许 {granted} 个连接等待，而非 {wanted} 个（net.core.somaxconn）',
}

function backlogShortfall({ wanted, granted }: Backlog, language: Language): string {
  return granted !== null && granted < wanted ? fillText(fewerWait[language], { wanted, granted }) : ''
}

function boundValues(event: EventOf<'bound'>, language: Language): EventValues {
  return {
    local: formatAddress(event.local),
    receiveBuffer: bufferText(event.receiveBuffer, language),
    sendBuffer: event.sendBuffer
      ? fillText(sendBuffer[language], { size: bufferText(event.sendBuffer, language) })
      : '',
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
    sentence: { en: 'listening on {local}{shortfall}', 'zh-CN': '正在监听 {local}{shortfall}' },
    values: ({ local, backlog }, language) => ({
      local: formatAddress(local),
      shortfall: backlog ? backlogShortfall(backlog, language) : '',
    }),
    severity: 'info',
  },
  bound: {
    sentence: {
      en: 'bound to {local}, receive buffer {receiveBuffer}{sendBuffer}',
      'zh-CN': '已绑定 {local}，接收缓冲区 {receiveBuffer}{sendBuffer}',
    },
    values: boundValues,
    severity: 'info',
  },
  'remote-fixed': {
    sentence: {
      en: 'connected to {remote} from {local}: only its datagrams are taken, and its refusals are told',
      'zh-CN': '已从 {local} 连接到 {remote}：只接收其数据报，并报告其拒绝',
    },
    values: ({ local, remote }) => ({ local: formatAddress(local), remote: formatAddress(remote) }),
    severity: 'info',
  },
  'group-joined': {
    sentence: { en: 'joined the group {group}{unheard}', 'zh-CN': '已加入组播组 {group}{unheard}' },
    values: ({ group, boundTo }, language) => ({
      group,
      unheard: boundTo === undefined ? '' : fillText(unheard[language], { boundTo }),
    }),
    severity: 'info',
  },
  'group-left': {
    sentence: { en: 'left the group {group}', 'zh-CN': '已离开组播组 {group}' },
    values: ({ group }) => ({ group }),
    severity: 'info',
  },
  'group-missed': {
    sentence: { en: 'not in the group {group}: {failure}', 'zh-CN': '未在组播组 {group} 中：{failure}' },
    values: ({ group, failure }, language) => ({ group, failure: failureInText(failure, language) }),
    severity: 'error',
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
  'proxy-asked': {
    sentence: { en: 'asking {proxy} for {target}', 'zh-CN': '请求 {proxy} 连接 {target}' },
    values: ({ proxy, target }) => ({ proxy, target }),
    severity: 'info',
  },
  'proxy-opened': {
    sentence: { en: '{proxy} has connected to {target}', 'zh-CN': '{proxy} 已连接 {target}' },
    values: ({ proxy, target }) => ({ proxy, target }),
    severity: 'info',
  },
  'proxy-failed': {
    sentence: {
      en: 'the proxy {proxy} did not connect: {failure}',
      'zh-CN': '代理 {proxy} 未连接：{failure}',
    },
    values: ({ proxy, failure }, language) => ({ proxy, failure: failureInText(failure, language) }),
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
