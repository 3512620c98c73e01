import { spawnSync } from 'node:child_process'

function ip(...words: readonly string[]): boolean {
  return spawnSync('ip', words, { stdio: 'ignore' }).status === 0
}

/** Why network namespaces cannot be made here; null where they can. */
export function namespacesMissing(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are for Linux'
  if (spawnSync('ip', ['-V']).error) return 'ip (iproute2) is not installed'
  const probe = `sw-probe-${process.pid}`
  const made = ip('netns', 'add', probe)
  if (made) ip('netns', 'del', probe)
  return made ? null : 'this machine does not permit network namespaces'
}

/** Two machines on one cable: network namespaces joined by a pair of interfaces, `.1` and `.2` of 10.77.0.0/24 and fd77::/64. */
export class TwoMachines {
  readonly names = [`sw-a-${process.pid}`, `sw-b-${process.pid}`] as const

  constructor() {
    for (const name of this.names) this.must('netns', 'add', name)
    this.plug()
  }

  /** Takes the cable with its interfaces away, and puts in another one; `whileAway` is waited for in between. */
  async replug(whileAway: () => Promise<void>): Promise<void> {
    this.must('-n', this.names[0], 'link', 'del', 'wire0')
    await whileAway()
    this.plug()
  }

  private plug(): void {
    const [a, b] = this.names
    this.must('link', 'add', 'wire0', 'netns', a, 'type', 'veth', 'peer', 'name', 'wire0', 'netns', b)
    for (const [index, name] of this.names.entries()) {
      this.must('-n', name, 'address', 'add', `10.77.0.${index + 1}/24`, 'brd', '+', 'dev', 'wire0')
      this.must('-n', name, 'address', 'add', `fd77::${index + 1}/64`, 'dev', 'wire0', 'nodad')
      for (const link of ['lo', 'wire0']) this.must('-n', name, 'link', 'set', link, 'up')
    }
    for (const name of this.names) this.waitForCarrier(name)
  }

  /** The words that run a program on one of them. */
  on(machine: 0 | 1): readonly string[] {
    return ['ip', 'netns', 'exec', this.names[machine]]
  }

  /** Runs `ip` on one of them. */
  ip(machine: 0 | 1, ...words: readonly string[]): void {
    this.must('-n', this.names[machine], ...words)
  }

  remove(): void {
    for (const name of this.names) ip('netns', 'del', name)
  }

  /** An interface counts as up a moment after both ends of the cable are. */
  private waitForCarrier(name: string): void {
    for (let look = 0; look < 500; look++) {
      const { stdout } = spawnSync('ip', ['-n', name, '-brief', 'link', 'show', 'wire0'])
      if (/ UP /.test(String(stdout))) return
    }
    throw new Error(`wire0 of ${name} does not come up`)
  }

  private must(...words: readonly string[]): void {
    const { status, stderr } = spawnSync('ip', words)
    if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${String(stderr)}`)
  }
}
