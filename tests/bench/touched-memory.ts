import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

const block = Buffer.alloc(4 * 1_024 * 1_024, 1)

/**
 * Writes a file of so many bytes and removes it again, so that the memory for as much is there. A virtual machine gets
 * memory from its host when it touches it first, which can take ten times as long as all that is done with it then, and
 * gives back what was free for some seconds: whoever ran later would find what whoever ran before had paid for.
 */
export async function touchMemory(folder: string, bytes: number): Promise<void> {
  const path = join(folder, 'touched.bin')
  const file = await open(path, 'w')
  try {
    for (let at = 0; at < bytes; at += block.length) await file.write(block)
  } finally {
    await file.close()
    await rm(path)
  }
}
