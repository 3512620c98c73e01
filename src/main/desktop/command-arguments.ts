/** Commands that run without a window. */
const commands: ReadonlySet<string> = new Set([
  'serve',
  'listen',
  'connect',
  'udp',
  'show',
  'timeline',
  'export',
  'help',
  '--help',
  '-h',
  '--version',
  '-V',
])

/**
 * What a person wrote after the program's name. An unpackaged app is started as `electron FOLDER …`; Chromium's own
 * switches before the first word are not the person's.
 */
export function commandArguments(argv: readonly string[], packaged: boolean): readonly string[] {
  const args = argv.slice(packaged ? 1 : 2)
  const first = args.findIndex((arg) => !arg.startsWith('--') || commands.has(arg))
  return first < 0 ? [] : args.slice(first)
}

/** True where `args` ask for the command line and not for the window. */
export function isCommand(args: readonly string[]): boolean {
  return args[0] !== undefined && commands.has(args[0])
}
