import type { NamedCause } from '../../../shared/capture/record'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import type { FaultDirection } from '../../../shared/faults/fault-plan'
import { compileRewrite, type CompiledRewrite } from '../../../shared/relay/compile-rewrite'
import type { Rewrite } from '../../../shared/relay/rewrite'

/** A message as rewriting made it, and what it was that did so. */
export interface Rewritten {
  readonly bytes: Uint8Array
  /** The name of the rewriting, or of the last one where there were several. */
  readonly cause: NamedCause
}

/** The rewritings of a relay that are on, for each direction. */
export class Rewriter {
  readonly #ways: Readonly<Record<FaultDirection, readonly CompiledRewrite[]>>

  /** Throws as `compileRewrite` does, also for those that are off. */
  constructor(rewrites: readonly Rewrite[], encoding: TextEncoding) {
    const all = rewrites.map((rewrite) => compileRewrite(rewrite, encoding))
    const way = (direction: FaultDirection) =>
      all.filter(
        ({ rewrite }) => rewrite.on && (rewrite.direction === 'both' || rewrite.direction === direction),
      )
    this.#ways = { in: way('in'), out: way('out') }
  }

  /** Is anything looked for in this direction? */
  works(direction: FaultDirection): boolean {
    return this.#ways[direction].length > 0
  }

  /** Each rewriting works on what the one before has made; null where none found anything. */
  apply(direction: FaultDirection, message: Uint8Array): Rewritten | null {
    let rewritten: Rewritten | null = null
    for (const { rewrite, apply } of this.#ways[direction]) {
      const bytes = apply(rewritten?.bytes ?? message)
      if (bytes) rewritten = { bytes, cause: `rewrite:${rewrite.name}` }
    }
    return rewritten
  }
}
