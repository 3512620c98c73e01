import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { SockwrightError } from '../../shared/contract/errors'
import { systemReason } from '../engine/files/private-folder'
import { exitCodes } from './command-failure'
import type { TakeExitCode } from './run-command-line'

interface CertificateFlags {
  readonly output?: string
  readonly json?: true
}

/** `sockwright ca-certificate`: the certificate of the CA of this machine, for whoever is to trust it. */
export function addCertificateCommand(program: Command, takeExitCode: TakeExitCode): void {
  program
    .command('ca-certificate')
    .description('print the certificate of the CA of this machine (--tls-own-ca), made when first asked for')
    .option('-o, --output <file>', 'write it to this file')
    .option('--json', 'tell its file, fingerprint and end as a JSON object on stdout')
    .action(async ({ output, json }: CertificateFlags) => {
      const { startCommandEngine } = await import('./command-engine')
      const command = await startCommandEngine({ capturesFolder: null, onProblem: () => undefined })
      try {
        const { pem, ...facts } = await command.engine.call('certificate.authority', {})
        if (output !== undefined) await writeOut(resolve(output), pem)
        if (json) process.stdout.write(`${JSON.stringify({ event: 'ca-certificate', ...facts })}\n`)
        else if (output === undefined) process.stdout.write(pem)
        takeExitCode(exitCodes.success)
      } finally {
        await command.stop()
      }
    })
}

async function writeOut(path: string, pem: string): Promise<void> {
  try {
    await writeFile(path, pem)
  } catch (cause) {
    throw new SockwrightError('E_DATA_WRITE', { path, reason: systemReason(cause) }, { cause })
  }
}
