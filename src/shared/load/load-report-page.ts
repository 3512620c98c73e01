import { failureText } from '../contract/errors'
import type { Language, LocalText } from '../language/local-text'
import type { LoadSecond, LoadStatus } from './load-status'
import { latencyText, loadEndText, loadFigures, loadTargetText } from './load-words'

const texts = {
  title: { en: 'Load on {target}', 'zh-CN': '{target} 压测报告' },
  running: { en: 'running', 'zh-CN': '运行中' },
  plan: { en: 'Plan', 'zh-CN': '计划' },
  clients: { en: 'Clients', 'zh-CN': '客户端' },
  ramp: { en: 'Ramp-up', 'zh-CN': '爬升时间' },
  rate: { en: 'Wanted rate', 'zh-CN': '期望速率' },
  unlimited: { en: 'as fast as possible', 'zh-CN': '尽可能快' },
  perSecond: { en: '{rate} messages a second', 'zh-CN': '每秒 {rate} 条' },
  address: { en: 'Address', 'zh-CN': '地址' },
  began: { en: 'Began', 'zh-CN': '开始于' },
  lasted: { en: 'Lasted', 'zh-CN': '历时' },
  result: { en: 'Result', 'zh-CN': '结果' },
  rates: { en: 'Messages and replies a second', 'zh-CN': '每秒消息与应答' },
  latency: { en: 'Latency: p50 and p99 of each second', 'zh-CN': '延迟：每秒的 p50 与 p99' },
  errors: { en: 'Errors', 'zh-CN': '错误' },
  sent: { en: 'sent', 'zh-CN': '发送' },
  replies: { en: 'replies', 'zh-CN': '应答' },
  failed: { en: 'errors', 'zh-CN': '错误' },
  seconds: { en: 's', 'zh-CN': '秒' },
} as const satisfies Readonly<Record<string, LocalText>>

const style = `body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2433;background:#fff}
h1{font-size:1.4rem;margin:0}h2{font-size:1rem;margin:2rem 0 .5rem}p{margin:.25rem 0 0;color:#5b6577}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:400;color:#5b6577}th,td{padding:.25rem .75rem .25rem 0;border-bottom:1px solid #e4e8ef;vertical-align:top}
td{font-variant-numeric:tabular-nums}svg{width:100%;height:auto;background:#f7f9fc;border:1px solid #e4e8ef;border-radius:6px}
svg text{font:11px system-ui,sans-serif;fill:#5b6577}.a{stroke:#2f6fed}.b{stroke:#1d8a4e}.c{stroke:#c8392f}polyline{fill:none;stroke-width:1.5}
@media(prefers-color-scheme:dark){body{color:#d7dde8;background:#12161f}th,p,svg text{color:#8e99ad;fill:#8e99ad}th,td,svg{border-color:#2a3242}svg{background:#171d29}}`

/** One page that shows a load: plan, figures, charts and errors. It needs no other file and runs no code. */
export function loadReportPage(status: LoadStatus, language: Language): string {
  const t = (text: LocalText) => text[language]
  const { plan, totals, seconds, end } = status
  const title = escaped(t(texts.title).replace('{target}', loadTargetText(plan)))
  const planRows = [
    [t(texts.address), `${status.address}:${plan.target.port}`],
    [t(texts.began), new Date(status.startedAt).toISOString()],
    [t(texts.lasted), `${(totals.elapsedMs / 1_000).toFixed(1)} ${t(texts.seconds)}`],
    [t(texts.clients), String(plan.clients)],
    [t(texts.ramp), `${plan.rampUpMs / 1_000} ${t(texts.seconds)}`],
    [
      t(texts.rate),
      plan.rate === null ? t(texts.unlimited) : t(texts.perSecond).replace('{rate}', String(plan.rate)),
    ],
  ] as const
  const errorRows = totals.errors.map(
    ({ code, count, failure }) => [code, `${count} · ${failureText(failure, language)}`] as const,
  )
  const replies: Curve = { name: t(texts.replies), look: 'b', of: ({ replies }) => replies }
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${style}</style></head><body>
<h1>${title}</h1><p>${escaped(end ? loadEndText(end, language) : t(texts.running))}</p>
<h2>${t(texts.result)}</h2>${table(loadFigures(status, language))}
<h2>${t(texts.rates)}</h2>${chart(seconds, String, [
    { name: t(texts.sent), look: 'a', of: ({ sent }) => sent },
    ...(plan.expect ? [replies] : []),
    { name: t(texts.failed), look: 'c', of: ({ errors }) => errors },
  ])}
${
  totals.latencies
    ? `<h2>${t(texts.latency)}</h2>${chart(seconds, latencyText, [
        { name: 'p50', look: 'a', of: ({ p50 }) => p50 },
        { name: 'p99', look: 'c', of: ({ p99 }) => p99 },
      ])}`
    : ''
}
${errorRows.length > 0 ? `<h2>${t(texts.errors)}</h2>${table(errorRows)}` : ''}
<h2>${t(texts.plan)}</h2>${table(planRows)}
</body></html>
`
}

interface Curve {
  readonly name: string
  readonly look: 'a' | 'b' | 'c'
  of(second: LoadSecond): number | null
}

const width = 800
const height = 200
const left = 70
const bottom = 24

function chart(
  seconds: readonly LoadSecond[],
  valueText: (value: number) => string,
  curves: readonly Curve[],
): string {
  const top = Math.max(1, ...seconds.flatMap((second) => curves.map(({ of }) => of(second) ?? 0)))
  const last = Math.max(2, seconds.at(-1)?.second ?? 2)
  const x = (second: number) => left + ((second - 1) / (last - 1)) * (width - left - 12)
  const y = (value: number) => height - bottom - (value / top) * (height - bottom - 24)
  const lines = curves.map(({ look, of }) => {
    const points = seconds.flatMap((second) => {
      const value = of(second)
      return value === null ? [] : [`${x(second.second).toFixed(1)},${y(value).toFixed(1)}`]
    })
    return `<polyline class="${look}" points="${points.join(' ')}"/>`
  })
  const names = curves.map(
    ({ name, look }, index) =>
      `<line class="${look}" x1="${left + index * 110}" x2="${left + 16 + index * 110}" y1="12" y2="12" stroke-width="2"/>` +
      `<text x="${left + 22 + index * 110}" y="16">${escaped(name)}</text>`,
  )
  const labels = [0, top / 2, top].map(
    (value) =>
      `<text x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${escaped(valueText(Math.round(value)))}</text>`,
  )
  const ends = [1, last].map(
    (second) => `<text x="${x(second)}" y="${height - 6}" text-anchor="middle">${second} s</text>`,
  )
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${[...lines, ...names, ...labels, ...ends].join('')}</svg>`
}

function table(rows: readonly (readonly [string, string])[]): string {
  const cells = rows.map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`)
  return `<table>${cells.join('')}</table>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
