import type { PayloadContext, PayloadSources } from '../../src/shared/payload/payload-context'

/** 2026-09-14T09:41:07.123Z */
export const sendingTime = Date.UTC(2026, 8, 14, 9, 41, 7, 123)

/** A sending to peer 7 whose random bytes count up from 0. */
export function payloadContext(
  changed: Partial<PayloadContext> = {},
  sources: Partial<PayloadSources> = {},
): PayloadContext {
  return {
    recipient: {
      peer: 7,
      remote: { address: '192.0.2.9', port: 40_123 },
      local: { address: '127.0.0.1', port: 9_000 },
    },
    sending: 0,
    match: null,
    ...changed,
    sources: {
      variables: { token: 'abc\\n{{seq}}', PORT: '8080', 令牌: '值' },
      environment: { USER: 'ada', EMPTY: '' },
      now: () => sendingTime,
      random: (bytes) => bytes.map((_, index) => index),
      ...sources,
    },
  }
}
