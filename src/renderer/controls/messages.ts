import { defineMessages } from '../language/define-messages'

export const controlMessages = defineMessages({
  en: {
    close: 'Close',
    cancel: 'Cancel',
    findNext: 'Next match (Enter, F3)',
    findPrevious: 'Previous match (Shift Enter, Shift F3)',
    suggestions: 'Suggestions for {field}',
  },
  'zh-CN': {
    close: '关闭',
    cancel: '取消',
    findNext: '下一处（Enter、F3）',
    findPrevious: '上一处（Shift Enter、Shift F3）',
    suggestions: '{field}的建议',
  },
})
