import type { StatisticsReport } from '../../shared/contract/engine/statistics-calls'

/** Fields that hold no separator (numbers and times), as lines of CSV (RFC 4180). Others are quoted. */
function csv(rows: readonly (readonly (string | number)[])[]): string {
  const field = (value: string | number) =>
    typeof value === 'number' || !/[",\r\n]/.test(value) ? String(value) : `"${value.replaceAll('"', '""')}"`
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')
}

/** All figures as JSON. Times in µs since the epoch. */
export function statisticsJson(report: StatisticsReport): string {
  const figures: Partial<StatisticsReport> = { ...report, statistics: undefined }
  return `${JSON.stringify(figures, null, 2)}\n`
}

/** A row for each bucket of the chart; times in UTC (ISO 8601), widths in seconds. */
export function chartCsv({ chart }: StatisticsReport): string {
  const heading = ['time', 'seconds', 'in_messages', 'in_bytes', 'out_messages', 'out_bytes']
  const rows = Array.from({ length: chart.count }, (_, index) => {
    const start = chart.from + index * chart.width
    const time = new Date(Math.floor(start / 1_000)).toISOString().slice(0, -1)
    const fraction = String(Math.floor(start % 1_000)).padStart(3, '0')
    return [
      `${time}${fraction}Z`,
      chart.width / 1_000_000,
      chart.inMessages[index]!,
      chart.inBytes[index]!,
      chart.outMessages[index]!,
      chart.outBytes[index]!,
    ]
  })
  return csv([heading, ...rows])
}

/** A row for each peer that is listed. */
export function peersCsv({ peers }: StatisticsReport): string {
  const heading = ['peer', 'address', 'in_messages', 'in_bytes', 'out_messages', 'out_bytes', 'events']
  const rows = peers.rows.map((row) => [
    row.peer,
    row.address,
    row.inMessages,
    row.inBytes,
    row.outMessages,
    row.outBytes,
    row.events,
  ])
  return csv([heading, ...rows])
}
