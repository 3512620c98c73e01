import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { SockwrightError } from '../../shared/contract/errors'
import type { FlagValues } from './option-flags'
import type { TakeExitCode } from './run-command-line'

/** Flags of the commands that serve the window. */
export interface ServeFlags {
  readonly json: boolean
  readonly open: boolean
  readonly host: string
  readonly port: number
  readonly workspace: string | null
  readonly folder: string | null
}

/** `sockwright serve`: the window in a browser. */
export function addServeCommand(program: Command, takeExitCode: TakeExitCode): void {
  const command = program
    .command('serve')
    .description('serve the window to a browser, on this machine only unless told otherwise')
  addServeFlags(command).action(async (flags: FlagValues) => {
    const { serve } = await import('./serve')
    takeExitCode(await serve(serveFlags(flags)))
  })
}

export function addServeFlags(command: Command): Command {
  return command
    .option('--port <n>', 'port of the address to open; 0 lets the system pick one', parsePort, 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--workspace <file>', 'workspace to open; made where there is none')
    .option('--folder <dir>', 'folder that the window may open and save files in')
    .option('--no-open', 'do not open the browser')
    .option('--json', 'tell the address as a JSON object')
}

export function serveFlags(flags: FlagValues): ServeFlags {
  const text = (name: string) => (typeof flags[name] === 'string' ? resolve(flags[name]) : null)
  const workspace = text('workspace')
  return {
    json: flags['json'] === true,
    open: flags['open'] !== false,
    host: flags['host'] as string,
    port: flags['port'] as number,
    workspace,
    folder: text('folder') ?? (workspace === null ? null : dirname(workspace)),
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,6}$/.test(text) ? Number(text) : NaN
  if (port <= 65_535) return port
  throw new SockwrightError('E_PORT_RANGE', { port: text, min: 0 })
}
