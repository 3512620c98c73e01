import type { EndpointRates } from '../../shared/endpoints/endpoint-status'

/** How many seconds a sparkline looks back. */
export const sampleSeconds = 60

/** Messages a second, one number for each of the last seconds, the newest last. Never longer than a minute. */
export interface RateSamples {
  readonly in: readonly number[]
  readonly out: readonly number[]
}

export const noSamples: RateSamples = { in: [], out: [] }

/** The samples one second later. */
export function nextSamples(samples: RateSamples, rates: EndpointRates): RateSamples {
  return {
    in: [...samples.in, rates.inMessages].slice(-sampleSeconds),
    out: [...samples.out, rates.outMessages].slice(-sampleSeconds),
  }
}
