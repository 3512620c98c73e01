import { loadRanges } from '../../shared/load/load-plan'

/** A number of a draft: from where to where, and how it is shown. */
export interface LoadNumber {
  readonly min: number
  readonly max: number
  /** What the arrow keys add. */
  readonly step?: number
  readonly unit?: string
}

const seconds = ({ min, max }: { readonly min: number; readonly max: number }): LoadNumber => ({
  min: Math.ceil(min / 1_000),
  max: max / 1_000,
  unit: 's',
})

/** Every number of a draft. */
export const loadNumbers = {
  port: { min: 1, max: 65_535 },
  clients: loadRanges.clients,
  rampUpSeconds: seconds(loadRanges.rampUpMs),
  rate: { min: Math.ceil(loadRanges.rate.min), max: loadRanges.rate.max, step: 100 },
  seconds: seconds(loadRanges.forMs),
  messages: { ...loadRanges.messages, step: 1_000 },
  replyMs: { ...loadRanges.replyMs, step: 500, unit: 'ms' },
} as const satisfies Readonly<Record<string, LoadNumber>>
export type LoadNumberField = keyof typeof loadNumbers
