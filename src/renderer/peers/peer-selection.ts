/** Chosen peers by number, and the row from which a range goes on. */
export interface PeerSelection {
  readonly peers: ReadonlySet<number>
  readonly anchor: number | null
  /** The row the keyboard is on. */
  readonly focus: number | null
}

export const noPeers: PeerSelection = { peers: new Set(), anchor: null, focus: null }

/** The most peers one choice has; the contract takes no more at once. */
const maxChosenPeers = 10_000

/** Only this peer. A second choice of the only one takes it back. */
export function chooseOne(selection: PeerSelection, row: number, peer: number): PeerSelection {
  const again = selection.peers.size === 1 && selection.peers.has(peer) && selection.focus === row
  return again ? { ...noPeers, focus: row } : { peers: new Set([peer]), anchor: row, focus: row }
}

/** This peer too, or no longer. */
export function toggleOne(selection: PeerSelection, row: number, peer: number): PeerSelection {
  const peers = new Set(selection.peers)
  if (!peers.delete(peer) && peers.size < maxChosenPeers) peers.add(peer)
  return { peers, anchor: row, focus: row }
}

/** The rows from the anchor to `row`, in order, at most {@link maxChosenPeers}. */
export function rangeTo(
  selection: PeerSelection,
  row: number,
): { readonly from: number; readonly count: number } {
  const anchor = selection.anchor ?? row
  const from = Math.min(anchor, row)
  return { from, count: Math.min(Math.abs(anchor - row) + 1, maxChosenPeers) }
}

/** `peers` are those of the range that ends at `row`; the anchor stays. */
export function chooseRange(selection: PeerSelection, row: number, peers: readonly number[]): PeerSelection {
  return { peers: new Set(peers), anchor: selection.anchor ?? row, focus: row }
}

/** The chosen numbers in order. */
export function chosenPeers(selection: PeerSelection): number[] {
  return [...selection.peers].sort((one, other) => one - other)
}
