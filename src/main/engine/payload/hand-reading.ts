import type { PayloadReading } from '../../../shared/payload/payload-template'
import type { Endpoint } from '../endpoints/endpoint'

/**
 * How a payload that is sent by hand is read: it answers no message, the workspace's variables are known, and text is
 * in the encoding of the endpoint unless it names one.
 */
export function handReading({ config, sendings }: Endpoint): PayloadReading {
  const variables = new Set(Object.keys(sendings.sources.variables))
  return { scope: { match: null, variables }, encoding: config.options.encoding }
}
