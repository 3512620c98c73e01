import { writeSync } from 'node:fs'

/** Prints one JSON line at once, also when the program ends right afterwards. */
export function printEvent(event: string, facts: Readonly<Record<string, unknown>> = {}): void {
  writeSync(1, `${JSON.stringify({ event, ...facts })}\n`)
}

/** A whole number among the arguments. */
export function numberArgument(at: number): number {
  const value = Number(process.argv[2 + at])
  if (!Number.isInteger(value)) throw new Error(`argument ${at + 1} must be a whole number`)
  return value
}
