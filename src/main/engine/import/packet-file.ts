import { SockwrightError } from '../../../shared/contract/errors'
import { ByteSource } from './byte-source'
import { PacketFileBreak, type PacketReader } from './packet'
import { isPcap, PcapReader } from './pcap-reader'
import { isPcapng, PcapngReader } from './pcapng-reader'

/** An open packet file. */
export interface PacketFile {
  readonly source: ByteSource
  readonly packets: PacketReader
}

/** Opens a pcap or pcapng file. Fails with `E_IMPORT_READ` or `E_IMPORT_FORMAT`. */
export function openPacketFile(path: string): PacketFile {
  const first = new ByteSource(path)
  const start = first.take(4) ?? Buffer.alloc(0)
  first.close()
  const source = new ByteSource(path)
  try {
    if (isPcap(start)) return { source, packets: new PcapReader(source) }
    if (isPcapng(start)) return { source, packets: new PcapngReader(source) }
    throw new PacketFileBreak(foreignReason(start))
  } catch (thrown) {
    source.close()
    if (thrown instanceof PacketFileBreak) throw formatFailure(path, thrown)
    throw thrown
  }
}

/** The coded failure for a file of which nothing can be imported. */
export function formatFailure(path: string, broken: PacketFileBreak): SockwrightError {
  return new SockwrightError('E_IMPORT_FORMAT', { path, reason: broken.message }, { cause: broken })
}

function foreignReason(start: Buffer): string {
  if (start.length < 4) return 'it is too short'
  const isCompressed = ['1f8b', '28b5', 'fd37'].includes(start.toString('hex', 0, 2))
  return isCompressed ? 'it is compressed' : 'it begins otherwise'
}
