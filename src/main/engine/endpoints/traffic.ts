import type { EndpointRates } from '../../../shared/endpoints/endpoint-status'

const quiet: EndpointRates = { inMessages: 0, inBytes: 0, outMessages: 0, outBytes: 0 }

/** Messages and bytes of one run of an endpoint, and their rates. Plain fields, for they are counted per message. */
export class Traffic {
  receivedMessages = 0
  sentMessages = 0
  /** Handed to sockets, less what is known never to have reached the kernel. */
  sentBytes = 0
  /** Over the time between the last two calls of {@link measure}; nothing once the run has ended. */
  rates = quiet
  #before = { ...quiet, at: performance.now() }

  /** To be called once a second; returns whether the rates changed. */
  measure(receivedBytes: number): boolean {
    const now = {
      at: performance.now(),
      inMessages: this.receivedMessages,
      inBytes: receivedBytes,
      outMessages: this.sentMessages,
      outBytes: this.sentBytes,
    }
    const before = this.#before
    const seconds = (now.at - before.at) / 1_000
    const perSecond = (from: number, to: number) => Math.max(0, Math.round((to - from) / seconds))
    this.#before = now
    const { rates } = this
    this.rates = {
      inMessages: perSecond(before.inMessages, now.inMessages),
      inBytes: perSecond(before.inBytes, now.inBytes),
      outMessages: perSecond(before.outMessages, now.outMessages),
      outBytes: perSecond(before.outBytes, now.outBytes),
    }
    return !isQuiet(rates) || !isQuiet(this.rates)
  }

  ended(): void {
    this.rates = quiet
  }
}

function isQuiet(rates: EndpointRates): boolean {
  return rates.inMessages + rates.inBytes + rates.outMessages + rates.outBytes === 0
}
