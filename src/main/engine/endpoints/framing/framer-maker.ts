import { parseFraming, type Framing } from '../../../../shared/endpoints/framing'
import { SockwrightError } from '../../../../shared/contract/errors'
import { tcpServerOptions } from '../../../../shared/endpoints/options/tcp-server-options'
import { DelimiterBoundary } from './delimiter-boundary'
import { FixedBoundary } from './fixed-boundary'
import type { MakeFramer } from './framer'
import { IdleClock } from './idle-clock'
import { IdleFramer } from './idle-framer'
import { LineBoundary } from './line-boundary'
import { PrefixBoundary } from './prefix-boundary'
import { StreamFramer } from './stream-framer'
import { Unframed } from './unframed'

/** Options that tell how messages are made; they are checked. */
export interface FramingOptions {
  readonly framing: string
  readonly maxMessage: number
}

/** What makes the framers of a run with these options. */
export function optionsFramer({ framing, maxMessage }: FramingOptions): MakeFramer {
  const check = parseFraming(framing)
  if (!check.ok) {
    const { label } = tcpServerOptions.framing
    throw new SockwrightError('E_OPTION', { option: 'framing', label, reason: check.reason })
  }
  return framerMaker(check.framing, maxMessage)
}

/** What makes the framers of one run. `maxMessage` in bytes. */
export function framerMaker(framing: Framing, maxMessage: number): MakeFramer {
  switch (framing.by) {
    case 'none':
      return (sink) => new Unframed(sink)
    case 'line':
      return (sink) => new StreamFramer(sink, new LineBoundary(), maxMessage)
    case 'delimiter': {
      const delimiter = Buffer.from(framing.hex, 'hex')
      return (sink) => new StreamFramer(sink, new DelimiterBoundary(delimiter), maxMessage)
    }
    case 'fixed':
      return (sink) => new StreamFramer(sink, new FixedBoundary(framing.length), maxMessage)
    case 'prefix':
      return (sink) => new StreamFramer(sink, new PrefixBoundary(framing), maxMessage)
    case 'idle': {
      const clock = new IdleClock(framing.ms)
      return (sink) => new IdleFramer(sink, maxMessage, clock)
    }
  }
}
