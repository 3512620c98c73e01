import { formatBytes } from '../../format/format-bytes'
import { formatDuration } from '../../format/format-duration'
import { fillText, type Language, type LocalText } from '../../language/local-text'
import type { CaptureEventName } from '../capture-event'
import { skipReasons } from '../skipped-packets'
import { failureInText, failureValue, type EventOf, type EventWordsTable } from './event-words'

/** Words that stand inside sentences. */
const parts = {
  announced: { en: ' of {bytes}', 'zh-CN': '（{bytes}）' },
  forward: { en: 'forward', 'zh-CN': '调快' },
  back: { en: 'back', 'zh-CN': '调慢' },
  gapIn: { en: 'received', 'zh-CN': '接收' },
  gapOut: { en: 'sent', 'zh-CN': '发送' },
  skipped: { en: '; left out: {list}', 'zh-CN': '；未包括：{list}' },
  skippedOne: { en: '{packets} {why}', 'zh-CN': '{packets} 个{why}' },
  brokenOff: { en: '; {failure}', 'zh-CN': '；{failure}' },
  nothingMended: { en: 'nothing was missing', 'zh-CN': '没有缺失' },
  cutIndex: { en: '{bytes} of a torn index entry cut off', 'zh-CN': '切除 {bytes} 残缺索引' },
  unindexed: {
    en: '{bytes} found beyond the index kept as one record',
    'zh-CN': '索引之外的 {bytes} 保留为一条记录',
  },
  unfinished: { en: '{bytes} of unfinished messages kept', 'zh-CN': '保留未完成的消息 {bytes}' },
} as const satisfies Readonly<Record<string, LocalText>>

function skippedText({ skipped }: EventOf<'imported'>, language: Language): string {
  if (skipped.length === 0) return ''
  const list = skipped.map(({ why, packets }) =>
    fillText(parts.skippedOne[language], { packets, why: skipReasons[why][language] }),
  )
  return fillText(parts.skipped[language], { list: list.join(', ') })
}

function brokenText({ failure }: EventOf<'imported'>, language: Language): string {
  if (!failure) return ''
  return fillText(parts.brokenOff[language], { failure: failureInText(failure, language) })
}

function announcedText({ announced }: EventOf<'message-too-long'>, language: Language): string {
  return announced === null ? '' : fillText(parts.announced[language], { bytes: formatBytes(announced) })
}

function mendedText(event: EventOf<'recovered'>, language: Language): string {
  const found = [
    [parts.cutIndex, event.cutIndexBytes],
    [parts.unindexed, event.unindexedBytes],
    [parts.unfinished, event.unfinishedBytes],
  ] as const
  const sentences = found
    .filter(([, bytes]) => bytes > 0)
    .map(([text, bytes]) => fillText(text[language], { bytes: formatBytes(bytes) }))
  if (sentences.length === 0) return parts.nothingMended[language]
  return sentences.join(language === 'en' ? ', ' : '，')
}

/** The words of what happens to a recording: what it lacks, how messages were cut, where it goes on. */
export const recordingEventWords = {
  'recording-stopped': {
    sentence: { en: 'recording stopped: {failure}', 'zh-CN': '记录已停止：{failure}' },
    values: failureValue,
    severity: 'error',
  },
  'recording-resumed': {
    sentence: {
      en: 'recording again; {lost} in {lostMessages} messages were not recorded',
      'zh-CN': '已恢复记录；其间 {lostMessages} 条消息共 {lost} 未记录',
    },
    values: ({ lostBytes, lostMessages }) => ({ lost: formatBytes(lostBytes), lostMessages }),
    severity: 'warning',
  },
  'message-too-long': {
    sentence: {
      en: 'a message{announced} is longer than the limit of {limit}: recorded in parts',
      'zh-CN': '消息{announced}超过上限 {limit}：已分段记录',
    },
    values: (event, language) => ({
      limit: formatBytes(event.limit),
      announced: announcedText(event, language),
    }),
    severity: 'warning',
  },
  'length-invalid': {
    sentence: {
      en: 'the length field makes no message: its bytes are recorded as a part, framing goes on behind them',
      'zh-CN': '长度字段无法构成消息：其字节已单独记录，从其后继续分帧',
    },
    severity: 'warning',
  },
  'unfinished-recorded': {
    sentence: {
      en: 'all unfinished messages together exceed {limit}: {bytes} of the longest recorded as a part',
      'zh-CN': '所有未完成消息合计超过 {limit}：已将最长者的 {bytes} 作为一部分记录',
    },
    values: ({ bytes, limit }) => ({ bytes: formatBytes(bytes), limit: formatBytes(limit) }),
    severity: 'warning',
  },
  'kernel-dropped': {
    sentence: {
      en: 'the system dropped {datagrams} datagrams before they were read, {total} in all',
      'zh-CN': '系统在读取前丢弃了 {datagrams} 个数据报，累计 {total} 个',
    },
    values: ({ datagrams, total }) => ({ datagrams, total }),
    severity: 'warning',
  },
  'clock-stepped': {
    sentence: {
      en: 'the system clock was set {direction} by {step}; recorded times go on undisturbed',
      'zh-CN': '系统时钟被{direction}了 {step}；记录的时间不受影响',
    },
    values: ({ byMs }, language) => ({
      direction: parts[byMs < 0 ? 'back' : 'forward'][language],
      step: formatDuration(Math.abs(byMs), language),
    }),
    severity: 'warning',
  },
  recovered: {
    sentence: {
      en: 'the capture was not closed properly; mended on opening: {mended}',
      'zh-CN': '捕获未正常关闭；打开时已修复：{mended}',
    },
    values: (event, language) => ({ mended: mendedText(event, language) }),
    severity: 'warning',
  },
  'rolled-over': {
    sentence: { en: 'the capture goes on in {next}', 'zh-CN': '捕获在 {next} 中继续' },
    values: ({ next }) => ({ next }),
    severity: 'info',
  },
  'stream-gap': {
    sentence: {
      en: '{bytes} {direction} are missing in the packet file',
      'zh-CN': '数据包文件中缺少{direction}的 {bytes}',
    },
    values: ({ bytes, direction }, language) => ({
      bytes: formatBytes(bytes),
      direction: parts[direction === 'in' ? 'gapIn' : 'gapOut'][language],
    }),
    severity: 'warning',
  },
  imported: {
    sentence: {
      en: 'imported {packets} packets of {file}{skipped}{broken}',
      'zh-CN': '已导入 {file} 的 {packets} 个数据包{skipped}{broken}',
    },
    values: (event, language) => ({
      packets: event.packets,
      file: event.file,
      skipped: skippedText(event, language),
      broken: brokenText(event, language),
    }),
    severity: ({ failure, skipped }) => (failure || skipped.length > 0 ? 'warning' : 'info'),
  },
} satisfies Partial<EventWordsTable<CaptureEventName>>
