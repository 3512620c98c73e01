import type { Command } from 'commander'
import { socketRoles, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import {
  chunkBytesRange,
  chunkDelayRange,
  usualChunkBytes,
  type FilePayload,
} from '../../shared/payload/file-payload'
import { usageError } from './command-failure'
import type { FlagValues } from './option-flags'

/** The name that stands for standard input. */
const standardInput = '-'

/** What a command sends of files. */
export interface FileFlagsPlan {
  readonly files: readonly FilePayload[]
  /** The most bytes of standard input in one sending; null for what is usual. */
  readonly inputChunk: number | null
}

interface FileFlags {
  readonly sendFile?: readonly string[]
  readonly chunk?: number
  readonly chunkDelay?: number
}

/** Gives `command` the flags that send files. */
export function addFileFlags(command: Command): void {
  command
    .option(
      '--send-file <file>',
      'send this file when a connection opens; its name may have variables, - is standard input; may be repeated',
      (path, before: readonly string[] = []) => [...before, path],
    )
    .option('--chunk <bytes>', 'with --send-file: bytes of one record, of one datagram with udp', (text) =>
      whole('--chunk', text, chunkBytesRange),
    )
    .option('--chunk-delay <ms>', 'with --send-file: wait so long between two chunks', (text) =>
      whole('--chunk-delay', text, chunkDelayRange),
    )
}

function whole(
  flag: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw usageError(`${flag} takes a whole number from ${min} to ${max}, not ${text}`)
}

/** The files of `--send-file` in the order given. Standard input is sent in any case; naming it only sets its chunks. */
export function filesFromFlags(kind: EndpointKind, flags: FlagValues): FileFlagsPlan {
  const { sendFile = [], chunk, chunkDelay } = flags as FileFlags
  if (sendFile.length === 0 && (chunk !== undefined || chunkDelay !== undefined))
    throw usageError('--chunk and --chunk-delay need --send-file')
  const paths = sendFile.filter((path) => path !== standardInput)
  if (paths.length === 0 && chunkDelay !== undefined)
    throw usageError('--chunk-delay is for files; standard input is sent as it comes')
  const chunkBytes = chunk ?? usualChunkBytes[socketRoles[kind] === 'datagrams' ? 'datagram' : 'stream']
  return {
    files: paths.map((path) => ({ form: 'file', path, chunkBytes, delayMs: chunkDelay ?? 0 })),
    inputChunk: sendFile.includes(standardInput) ? (chunk ?? null) : null,
  }
}
