import type { Command } from 'commander'
import type { TakeExitCode } from './run-command-line'

interface ImportFlags {
  readonly capture: string
  readonly json?: true
}

/** `sockwright import FILE`: makes a capture of a pcap or pcapng file. */
export function addImportCommand(program: Command, takeExitCode: TakeExitCode): void {
  program
    .command('import')
    .description('make a capture of a pcap or pcapng file: TCP streams put together, UDP datagrams')
    .argument('<file>', 'the packet file')
    .option('--capture <dir>', 'make the folder NAME.swcap below this folder', '.')
    .option('--json', 'tell the end as a JSON object on stdout')
    .action(async (file: string, { capture, json }: ImportFlags) => {
      const { importPackets } = await import('./import-packets')
      takeExitCode(await importPackets(file, { capturesFolder: capture, json: json ?? false }))
    })
}
