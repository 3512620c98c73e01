import type { FilterNode } from './filter-node'
import { printTerm } from './filter-terms'

/** The filter in its plainest spelling; `parseFilter` reads it back as it was. */
export function printFilter(node: FilterNode): string {
  switch (node.is) {
    case 'all':
      return node.nodes
        .map((part) => (part.is === 'all' || part.is === 'any' ? group(part) : printFilter(part)))
        .join(' ')
    case 'any':
      return node.nodes.map((part) => (part.is === 'any' ? group(part) : printFilter(part))).join(' or ')
    case 'not':
      return `-${node.node.is === 'all' || node.node.is === 'any' ? group(node.node) : printFilter(node.node)}`
    default:
      return printTerm(node)
  }
}

function group(node: FilterNode): string {
  return `(${printFilter(node)})`
}
