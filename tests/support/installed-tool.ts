import { spawnSync } from 'node:child_process'

/** Can `name` be run here? Tests against a tool that is missing are skipped by name. */
export function isInstalled(name: string): boolean {
  return spawnSync(name, ['--version']).error === undefined
}

/** Runs a tool to its end and returns what it wrote. Fails with what it complained of. */
export function outputOf(name: string, args: readonly string[], input?: Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync(name, args, { input, maxBuffer: 256 * 1024 * 1024 })
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr.toString()}`)
  return stdout
}
