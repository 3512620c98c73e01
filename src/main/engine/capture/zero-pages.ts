import type { FileHandle } from 'node:fs/promises'

/** File systems put data in place in pages of this size; what never arrived reads as zeros. */
const pageSize = 4_096
const pagesPerRead = 256

/**
 * Where, in `from` … `to` of a file, the first page begins that holds nothing but zeros (its part within the range
 * counts); `Infinity` where there is none.
 */
export async function firstZeroPage(file: FileHandle, from: number, to: number): Promise<number> {
  const block = Buffer.alloc(pageSize * pagesPerRead)
  for (let position = from; position < to;) {
    const blockEnd = Math.min(to, (Math.floor(position / pageSize) + pagesPerRead) * pageSize)
    const { bytesRead } = await file.read(block, 0, blockEnd - position, position)
    if (bytesRead === 0) return Infinity
    const found = zeroPageIn(block.subarray(0, bytesRead), position)
    if (found !== null) return found
    position += bytesRead
  }
  return Infinity
}

function zeroPageIn(block: Buffer, position: number): number | null {
  for (let start = 0; start < block.length;) {
    const end = Math.min(block.length, start + pageSize - ((position + start) % pageSize))
    if (block.subarray(start, end).every((byte) => byte === 0)) return position + start
    start = end
  }
  return null
}
