import { failureText } from '../contract/errors'
import type { Language, LocalText } from '../language/local-text'
import { fillText } from '../language/local-text'
import type { LoadPlan } from './load-plan'
import { errorCount, type LoadEnd, type LoadStatus, type LoadTotals } from './load-status'

const endTexts = {
  itself: { en: 'finished', 'zh-CN': '已完成' },
  person: { en: 'stopped', 'zh-CN': '已停止' },
  target: { en: 'no client could reach the target: {failure}', 'zh-CN': '没有客户端能连上目标：{failure}' },
  failure: { en: 'ended by a failure: {failure}', 'zh-CN': '因故障结束：{failure}' },
} as const satisfies Readonly<Record<LoadEnd['by'], LocalText>>

/** Why a load is over, in a few words. */
export function loadEndText(end: LoadEnd, language: Language): string {
  const failure = 'failure' in end ? failureText(end.failure, language) : ''
  return fillText(endTexts[end.by][language], { failure })
}

/** `tcp://host:port`, an IPv6 address in brackets. */
export function loadTargetText({ target: { transport, host, port } }: Pick<LoadPlan, 'target'>): string {
  return `${transport}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Microseconds as people read them: `850 µs`, `12.3 ms`, `1.20 s`. */
export function latencyText(microseconds: number): string {
  if (microseconds < 1_000) return `${Math.round(microseconds)} µs`
  if (microseconds < 1_000_000) return `${threeDigits(microseconds / 1_000)} ms`
  return `${threeDigits(microseconds / 1_000_000)} s`
}

/** Messages a second over the whole load. */
function overallRate({ sent, elapsedMs }: LoadTotals): number {
  return elapsedMs === 0 ? 0 : (sent * 1_000) / elapsedMs
}

/** The figures of a load with their names, in the order in which they are read. */
export function loadFigures(
  { plan, totals }: Pick<LoadStatus, 'plan' | 'totals'>,
  language: Language,
): readonly (readonly [string, string])[] {
  const { latencies } = totals
  const name = (text: LocalText) => text[language]
  const count = (value: number) => value.toLocaleString(language)
  return [
    [name({ en: 'Messages sent', 'zh-CN': '已发消息' }), count(totals.sent)],
    [name({ en: 'Messages a second', 'zh-CN': '每秒消息数' }), count(Math.round(overallRate(totals)))],
    // Where none is expected, none is looked for: a 0 would say that nothing came.
    ...(plan.expect
      ? ([[name({ en: 'Replies as expected', 'zh-CN': '符合期望的应答' }), count(totals.replies)]] as const)
      : []),
    [name({ en: 'Errors', 'zh-CN': '错误' }), count(errorCount(totals))],
    [name({ en: 'Due but not sent', 'zh-CN': '应发未发' }), count(totals.missed)],
    [name({ en: 'Connections opened', 'zh-CN': '已建立连接' }), count(totals.connections)],
    ...(latencies
      ? ([
          ['p50', latencyText(latencies.p50)],
          ['p90', latencyText(latencies.p90)],
          ['p99', latencyText(latencies.p99)],
          ['p99.9', latencyText(latencies.p999)],
          [name({ en: 'Longest', 'zh-CN': '最长' }), latencyText(latencies.max)],
        ] as const)
      : []),
  ]
}

function threeDigits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}
