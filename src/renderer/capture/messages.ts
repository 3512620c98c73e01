import { defineMessages } from '../language/define-messages'

/** Texts of a capture's tab. */
export const captureMessages = defineMessages({
  en: {
    label: 'Capture {name}',
    live: 'recording',
    closed: 'closed',
    from: 'from {start}',
    span: '{start} to {end}',
    records: 'records',
    size: 'on disk',
    empty: 'This capture has no records.',
    split: 'Height of the inspector',
    loading: 'Opening the capture…',
  },
  'zh-CN': {
    label: '捕获 {name}',
    live: '记录中',
    closed: '已结束',
    from: '自 {start}',
    span: '{start} 至 {end}',
    records: '条记录',
    size: '占用磁盘',
    empty: '此捕获没有记录。',
    split: '检查器高度',
    loading: '正在打开捕获…',
  },
})
