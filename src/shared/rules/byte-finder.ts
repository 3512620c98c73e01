/**
 * Finds `wanted` in bytes in linear time whatever they are (Knuth, Morris, Pratt, "Fast pattern matching in strings",
 * 1977): a rule looks at whatever a peer sends, and a peer must not be able to make that slow.
 */
export class ByteFinder {
  /** For each place, how many bytes before it are also the beginning of `wanted`. */
  private readonly fallbacks: Uint32Array

  /** `wanted` must not be empty. */
  constructor(private readonly wanted: Uint8Array) {
    this.fallbacks = fallbacksOf(wanted)
  }

  occursIn(bytes: Uint8Array): boolean {
    return this.find(bytes, 0) >= 0
  }

  /** Where the first occurrence from `from` on begins; -1 where there is none. */
  find(bytes: Uint8Array, from: number): number {
    const { wanted, fallbacks } = this
    // The first byte is looked for natively: most messages do not have it, or only once.
    const start = bytes.indexOf(wanted[0]!, from)
    if (start < 0) return -1
    let matched = 0
    for (let at = start; at < bytes.length; at += 1) {
      while (matched > 0 && bytes[at] !== wanted[matched]) matched = fallbacks[matched - 1]!
      if (bytes[at] === wanted[matched]) matched += 1
      if (matched === wanted.length) return at + 1 - matched
    }
    return -1
  }
}

function fallbacksOf(wanted: Uint8Array): Uint32Array {
  const fallbacks = new Uint32Array(wanted.length)
  let matched = 0
  for (let at = 1; at < wanted.length; at += 1) {
    while (matched > 0 && wanted[at] !== wanted[matched]) matched = fallbacks[matched - 1]!
    if (wanted[at] === wanted[matched]) matched += 1
    fallbacks[at] = matched
  }
  return fallbacks
}
