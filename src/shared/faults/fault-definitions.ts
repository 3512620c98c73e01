import type { LocalText } from '../language/local-text'

/** How the value of a fault is written: `percent` as `1%`, `limit` as bytes (`64k`) or seconds (`2s`). */
export type FaultUnit = 'ms' | 'bytes' | 'percent' | 'limit'

/** One kind of fault: form, command line, check and `docs/faults.md` are made from it. */
export interface FaultDefinition {
  /** What stands before `=` in the text of faults. */
  readonly name: string
  readonly unit: FaultUnit
  /** The largest value: ms, bytes, or percent. */
  readonly most: number
  /** What carries it: streams only, or datagrams too. */
  readonly for: 'streams' | 'any'
  readonly label: LocalText
  readonly help: LocalText
}

/** An hour in ms, for waits. */
const hour = 3_600_000
const gigabyte = 1_073_741_824

/** Every fault, in the order of the form. */
export const faultDefinitions = {
  delay: {
    name: 'delay',
    unit: 'ms',
    most: hour,
    for: 'any',
    label: { en: 'Delay', 'zh-CN': '延迟' },
    help: { en: 'Every message goes on so many ms later.', 'zh-CN': '每条消息推迟若干毫秒再转交。' },
  },
  jitter: {
    name: 'jitter',
    unit: 'ms',
    most: hour,
    for: 'any',
    label: { en: 'Jitter', 'zh-CN': '抖动' },
    help: {
      en: 'Up to so many ms more, evenly spread; the order stays.',
      'zh-CN': '再随机增加至多若干毫秒（均匀分布），顺序不变。',
    },
  },
  rate: {
    name: 'rate',
    unit: 'bytes',
    most: gigabyte,
    for: 'any',
    label: { en: 'Bandwidth', 'zh-CN': '带宽' },
    help: { en: 'At most so many bytes a second.', 'zh-CN': '每秒至多若干字节。' },
  },
  drop: {
    name: 'drop',
    unit: 'percent',
    most: 100,
    for: 'any',
    label: { en: 'Drop', 'zh-CN': '丢弃' },
    help: { en: 'So many of a hundred messages go no further.', 'zh-CN': '每百条消息中有若干条不再转交。' },
  },
  duplicate: {
    name: 'duplicate',
    unit: 'percent',
    most: 100,
    for: 'any',
    label: { en: 'Duplicate', 'zh-CN': '重复' },
    help: { en: 'So many of a hundred messages go on twice.', 'zh-CN': '每百条消息中有若干条转交两次。' },
  },
  reorder: {
    name: 'reorder',
    unit: 'percent',
    most: 100,
    for: 'any',
    label: { en: 'Reorder', 'zh-CN': '乱序' },
    help: {
      en: 'So many of a hundred messages wait until the next one has gone before them, a second at most.',
      'zh-CN': '每百条消息中有若干条等下一条先行，至多等待一秒。',
    },
  },
  corrupt: {
    name: 'corrupt',
    unit: 'percent',
    most: 100,
    for: 'any',
    label: { en: 'Corrupt', 'zh-CN': '损坏' },
    help: {
      en: 'In so many of a hundred messages one bit of one byte is turned.',
      'zh-CN': '每百条消息中有若干条的某个字节被翻转一位。',
    },
  },
  split: {
    name: 'split',
    unit: 'bytes',
    most: gigabyte,
    for: 'streams',
    label: { en: 'Split', 'zh-CN': '拆分' },
    help: {
      en: 'Each write has at most so many bytes; a longer one becomes several, a turn of the event loop apart.',
      'zh-CN': '每次写出至多若干字节；更长的拆成多次，各隔一轮事件循环。',
    },
  },
  merge: {
    name: 'merge',
    unit: 'ms',
    most: hour,
    for: 'streams',
    label: { en: 'Merge', 'zh-CN': '合并' },
    help: {
      en: 'What comes within so many ms leaves in one write.',
      'zh-CN': '若干毫秒内到来的内容合并为一次写出。',
    },
  },
  stall: {
    name: 'stall',
    unit: 'limit',
    most: gigabyte,
    for: 'any',
    label: { en: 'Stall', 'zh-CN': '停滞' },
    help: {
      en: 'After so many bytes, or seconds, nothing more goes on until the faults are switched off.',
      'zh-CN': '在若干字节或若干秒之后不再转交任何内容，直到关闭故障。',
    },
  },
  halfClose: {
    name: 'half-close',
    unit: 'limit',
    most: gigabyte,
    for: 'streams',
    label: { en: 'Half-close', 'zh-CN': '半关闭' },
    help: {
      en: 'After so many bytes, or seconds, this direction ends (FIN); what follows is dropped.',
      'zh-CN': '在若干字节或若干秒之后该方向结束（FIN），其后的内容被丢弃。',
    },
  },
  reset: {
    name: 'reset',
    unit: 'limit',
    most: gigabyte,
    for: 'any',
    label: { en: 'Reset', 'zh-CN': '重置' },
    help: {
      en: 'After so many bytes, or seconds, the connection is reset on every side; a UDP peer is forgotten.',
      'zh-CN': '在若干字节或若干秒之后重置各侧连接；UDP 对端则被遗忘。',
    },
  },
} as const satisfies Readonly<Record<string, FaultDefinition>>

export type FaultName = keyof typeof faultDefinitions
export const faultNames = Object.keys(faultDefinitions) as readonly FaultName[]
