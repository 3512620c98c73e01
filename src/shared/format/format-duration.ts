import type { Language } from '../language/local-text'

const words = {
  en: { ms: 'ms', s: 's', min: 'min', h: 'h' },
  'zh-CN': { ms: '毫秒', s: '秒', min: '分', h: '小时' },
} as const

/** A duration in ms for people: `840 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(ms: number, language: Language): string {
  const word = words[language]
  if (ms < 1_000) return `${Math.round(ms)} ${word.ms}`
  if (ms < 59_950) return `${Math.round(ms / 100) / 10} ${word.s}`
  const seconds = Math.round(ms / 1_000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} ${word.min} ${seconds % 60} ${word.s}`
  return `${Math.floor(minutes / 60)} ${word.h} ${minutes % 60} ${word.min}`
}
