/** Options of streams that mean nothing where the protocol itself makes messages and ends both sides at once. */
const ofStreams = ['answerHalfClose', 'framing', 'maxMessage'] as const
type OfStreams = (typeof ofStreams)[number]

/** The options of a kind of stream, for a protocol on it. */
export function withoutFraming<D extends Readonly<Record<OfStreams, unknown>>>(
  definitions: D,
): Omit<D, OfStreams> {
  const kept = Object.entries(definitions).filter(([name]) => !ofStreams.some((one) => one === name))
  return Object.fromEntries(kept) as Omit<D, OfStreams>
}
