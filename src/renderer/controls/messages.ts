import { defineMessages } from '../language/define-messages'

export const controlMessages = defineMessages({
  en: {
    close: 'Close',
    cancel: 'Cancel',
    suggestions: 'Suggestions for {field}',
  },
  'zh-CN': {
    close: '关闭',
    cancel: '取消',
    suggestions: '{field}的建议',
  },
})
