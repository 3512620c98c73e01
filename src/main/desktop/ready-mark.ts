import { writeFileSync } from 'node:fs'

/** Names the file in which a started app tells that its window is open; set by the command line. */
export const readyFileVariable = 'SOCKWRIGHT_READY_FILE'

/** Tells whoever started the app that its window is open. */
export function markReady(): void {
  const file = process.env[readyFileVariable]
  if (file === undefined) return
  try {
    writeFileSync(file, '')
  } catch (failure) {
    console.warn(`sockwright: cannot tell the command line that the window is open: ${String(failure)}`)
  }
}
