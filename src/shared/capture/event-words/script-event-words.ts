import { failureValue, type EventWordsTable } from './event-words'

/** The words of what the script of an endpoint tells. */
export const scriptEventWords = {
  'script-logged': {
    sentence: { en: 'script: {text}', 'zh-CN': '脚本：{text}' },
    values: ({ text }) => ({ text }),
    severity: ({ level }) => (level === 'log' ? 'info' : level === 'warn' ? 'warning' : 'error'),
  },
  'script-failed': {
    sentence: { en: 'script: {failure}', 'zh-CN': '脚本：{failure}' },
    values: failureValue,
    severity: 'error',
  },
} as const satisfies EventWordsTable<'script-logged' | 'script-failed'>
