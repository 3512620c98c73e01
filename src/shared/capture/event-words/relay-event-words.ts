import type { FaultDirection, FaultLimit } from '../../faults/fault-plan'
import { formatBytes } from '../../format/format-bytes'
import { formatDuration } from '../../format/format-duration'
import type { Language, LocalText } from '../../language/local-text'
import type { CaptureEventName, RelayLegName } from '../capture-event'
import type { EventOf, EventWordsTable } from './event-words'

/** What the connections of a relay are called, before the sentence of an event. */
export const legTexts: Readonly<Record<RelayLegName, LocalText>> = {
  client: { en: 'client: ', 'zh-CN': '客户端侧：' },
  target: { en: 'target: ', 'zh-CN': '目标侧：' },
}

const directionTexts: Readonly<Record<FaultDirection, LocalText>> = {
  in: { en: 'in', 'zh-CN': '接收方向' },
  out: { en: 'out', 'zh-CN': '发送方向' },
}

const faultSentences: Readonly<Record<EventOf<'fault-acted'>['fault'], LocalText>> = {
  stall: {
    en: 'fault: {direction} stalls after {after}; nothing goes on until the faults are switched off',
    'zh-CN': '故障：{direction}在 {after}后停滞；关闭故障前不再转交',
  },
  'half-close': {
    en: 'fault: {direction} ended after {after}; what follows is dropped',
    'zh-CN': '故障：{direction}在 {after}后结束；其后的内容被丢弃',
  },
  reset: { en: 'fault: reset after {after} {direction}', 'zh-CN': '故障：{direction}在 {after}后重置' },
}

function limitText({ by, count }: FaultLimit, language: Language): string {
  return by === 'bytes' ? formatBytes(count) : formatDuration(count * 1_000, language)
}

function directionList(directions: readonly FaultDirection[], language: Language): string {
  const words = directions.map((direction) => directionTexts[direction][language])
  return words.join(language === 'en' ? ' and ' : '、')
}

/** The words of what faults and relays do. */
export const relayEventWords = {
  'idle-forgotten': {
    sentence: { en: 'silent for {idle}: forgotten', 'zh-CN': '静默 {idle}：已遗忘' },
    values: ({ idleMs }, language) => ({ idle: formatDuration(idleMs, language) }),
    severity: 'info',
  },
  'faults-on': {
    sentence: { en: 'faults on: {faults}', 'zh-CN': '故障已开启：{faults}' },
    values: ({ faults }) => ({ faults }),
    severity: 'warning',
  },
  'faults-off': { sentence: { en: 'faults off', 'zh-CN': '故障已关闭' }, severity: 'info' },
  'fault-acted': {
    sentence: ({ fault }) => faultSentences[fault],
    values: ({ direction, after }, language) => ({
      direction: directionTexts[direction][language],
      after: limitText(after, language),
    }),
    severity: 'warning',
  },
  'intercept-on': {
    sentence: {
      en: 'holding messages for a person: {directions}',
      'zh-CN': '正在扣留消息等待处理：{directions}',
    },
    values: ({ directions }, language) => ({ directions: directionList(directions, language) }),
    severity: 'warning',
  },
  'intercept-off': {
    sentence: {
      en: 'holding no messages any more; {released} let go',
      'zh-CN': '不再扣留消息；放行了 {released} 条',
    },
    values: ({ released }) => ({ released }),
    severity: 'info',
  },
} satisfies Partial<EventWordsTable<CaptureEventName>>
