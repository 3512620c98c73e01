import type { FilterNode, FilterTerm } from '../../shared/filter/filter-node'
import { printFilter } from '../../shared/filter/print-filter'
import { checkFilter } from './filter-check'

/** Neighbouring numbers become one range. */
function rangesOf(peers: readonly number[]): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = []
  for (const peer of [...new Set(peers)].sort((one, other) => one - other)) {
    const last = ranges.at(-1)
    if (last && last.to === peer - 1) last.to = peer
    else ranges.push({ from: peer, to: peer })
  }
  return ranges
}

/**
 * `filter` narrowed to `peers`, in place of the peers it named before; without peers, that condition is taken out.
 * A filter that cannot be parsed gives way.
 */
export function withPeers(filter: string, peers: readonly number[]): string {
  const checked = checkFilter(filter)
  const node: FilterNode = checked.ok ? checked.filter : { is: 'all', nodes: [] }
  const terms = node.is === 'all' ? node.nodes : [node]
  const others = terms.filter(({ is }) => is !== 'peer')
  const chosen: FilterTerm[] = peers.length > 0 ? [{ is: 'peer', ranges: rangesOf(peers) }] : []
  return printFilter({ is: 'all', nodes: [...chosen, ...others] })
}
