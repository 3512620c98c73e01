import uPlot from 'uplot'
import { formatBytes } from '../language/format'
import { bucketTimeWords, dateWords, shortNumber } from './statistics-words'

/** What a chart draws of each direction. */
export type ChartQuantity = 'messages' | 'bytes'

/** Distances of marks on the axis of time, s. */
const timeSteps = [
  ...[1e-5, 1e-4, 1e-3, 1e-2, 1e-1].flatMap((step) => [step, 2 * step, 5 * step]),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200],
  ...[1, 2, 7, 14, 30, 90, 365].map((days) => days * 86_400),
]
const day = 86_400
/** Room for the numbers beside a chart, px; the same for all, so that they stand below each other. */
const sideRoom = 62

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function timeMark(seconds: number, step: number): string {
  const time = bucketTimeWords(seconds * 1e6, step * 1e6)
  if (step >= day) return dateWords(seconds * 1e6)
  return step >= 60 ? time.slice(0, 5) : time
}

/** What a chart tells of what a person does in it. */
export interface ChartNews {
  /** The pointer is on a bucket, or on none. */
  pointed(bucket: number | null): void
  /** A stretch was drawn, in s. */
  drawn(from: number, to: number): void
}

/** How a chart of rates looks and behaves. Colours are asked for at each drawing, so that they follow the theme. */
export function chartOptions(
  quantity: ChartQuantity,
  size: { readonly width: number; readonly height: number },
  sync: string,
  shown: () => readonly [number, number],
  news: ChartNews,
): uPlot.Options {
  const stepped = uPlot.paths.stepped!({ align: 1 })
  const series = (color: string): uPlot.Series => ({
    stroke: () => token(color),
    // Where both are the same, one would hide the other.
    ...(color === '--in' ? { width: 1.5, fill: () => `${token(color)}2e` } : { width: 1 }),
    paths: stepped,
    points: { show: false },
  })
  const axis = {
    stroke: () => token('--muted'),
    font: `10.5px ${token('--sans')}`,
    grid: { stroke: () => token('--line-soft'), width: 1 },
    ticks: { stroke: () => token('--line'), width: 1, size: 4 },
  }
  return {
    ...size,
    padding: [6, 12, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: sync, setSeries: false },
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
    },
    scales: {
      x: { time: false, range: () => [...shown()] as [number, number] },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.06 : 1] },
    },
    series: [{}, series('--in'), series('--out')],
    axes: [
      {
        ...axis,
        size: 22,
        gap: 2,
        space: 90,
        incrs: timeSteps,
        values: (_, marks, __, ___, step) => marks.map((mark) => timeMark(mark, step)),
      },
      {
        ...axis,
        size: sideRoom,
        gap: 4,
        space: 26,
        values: (_, marks) =>
          marks.map((mark) =>
            quantity === 'bytes' && mark >= 1 ? `${formatBytes(mark)}/s` : `${shortNumber(mark)}/s`,
          ),
      },
    ],
    hooks: {
      setCursor: [(chart) => news.pointed(chart.cursor.idx ?? null)],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select
          if (width < 2) return
          const [from, to] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          news.drawn(from, to)
        },
      ],
    },
  }
}
