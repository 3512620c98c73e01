import { basename } from 'node:path'
import { SockwrightError } from '../../../shared/contract/errors'
import { sendsEmptyMessages } from '../../../shared/endpoints/endpoint-kind'
import { fileNameOf } from '../../../shared/payload/file-payload'
import { nameTemplate } from '../../../shared/payload/name-template'
import type { Engine } from '../engine'
import type { Endpoint } from '../endpoints/endpoint'
import type { Target } from '../../../shared/contract/engine/endpoint-calls'
import { FileRun, type Delivery, type FilePlan } from '../runs/file-run'
import { OutgoingFile } from '../runs/outgoing-file'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

/** The bytes of the file at `path`; fails as {@link OutgoingFile.open} does. */
async function lengthOf(path: string): Promise<number> {
  const file = await OutgoingFile.open(path)
  await file.close()
  return file.bytes
}

/** Every path is checked before anything is sent: `E_PAYLOAD_EMPTY` where there is nothing in it. */
async function checkFiles(endpoint: Endpoint, deliveries: readonly Delivery[]): Promise<void> {
  for (const path of new Set(deliveries.map((one) => one.path))) {
    if ((await lengthOf(path)) === 0 && !sendsEmptyMessages(endpoint.config.kind))
      throw new SockwrightError('E_PAYLOAD_EMPTY')
  }
}

/** Begins to send files, or fails as `file.send` does. */
export async function sendFiles(engine: Engine, endpoint: Endpoint, plan: FilePlan): Promise<FileRun> {
  await checkFiles(endpoint, plan.deliveries)
  return engine.runs.start(endpoint, (run, host) => new FileRun(run, endpoint, plan, host))
}

export function fileCalls(engine: Engine, files: SessionFiles): CallGroup<'file'> {
  /** To whom the file goes, and which one it is for each. */
  async function deliveries(endpoint: Endpoint, target: Target, path: string): Promise<readonly Delivery[]> {
    const { sources } = endpoint.sendings
    const name = nameTemplate(path, { match: null, variables: new Set(Object.keys(sources.variables)) })
    const recipients = await endpoint.recipients(target)
    return Promise.all(
      recipients.map(async (recipient) => {
        const typed = name({ recipient, sending: 0, match: null, sources })
        return { recipient, path: await files.sendPath(typed) }
      }),
    )
  }

  return {
    async 'file.send'({ endpoint: id, target, file: { path, chunkBytes, delayMs } }) {
      const endpoint = engine.endpoints.get(id)
      engine.workspace.assertMaySend(path)
      const plan = {
        target,
        name: fileNameOf(path),
        pacing: { chunkBytes, delayMs },
        deliveries: await deliveries(endpoint, target, path),
      }
      return (await sendFiles(engine, endpoint, plan)).status(performance.now())
    },
    async 'file.look'({ path: typed }) {
      const path = await files.sendPath(typed)
      return { name: basename(path), bytes: await lengthOf(path) }
    },
  }
}
