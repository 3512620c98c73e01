import { defineMessages } from '../language/define-messages'

/** Texts of the choice of what a tab shows. */
export const tabViewMessages = defineMessages({
  en: { label: 'What the tab shows', log: 'Log' },
  'zh-CN': { label: '标签页显示的内容', log: '日志' },
})
