/** Numbers that look random and are the same for the same seed. */
export class SeededRandom {
  #state: number

  /** `parts` are whole numbers that together make the seed. */
  constructor(...parts: readonly number[]) {
    this.#state = 0x9e37_79b9
    for (const part of parts) {
      this.#state = mixed(this.#state ^ (part >>> 0))
    }
  }

  /** The next number, from 0 up to but not including 1. */
  next(): number {
    // A Weyl sequence, whose steps are mixed until no pattern is left.
    this.#state = (this.#state + 0x9e37_79b9) | 0
    return mixed(this.#state) / 0x1_0000_0000
  }
}

/** Each bit of the result depends on each of `value` (the finalizer of MurmurHash3). */
function mixed(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
