import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { ImportProgress } from '../../../shared/contract/engine/import-calls'
import { isErrorCode, SockwrightError } from '../../../shared/contract/errors'
import type { Engine } from '../engine'
import { Upload } from '../import/upload'
import { sweepAsideFolders } from '../library/aside-folder'
import type { CallGroup } from './call-group'
import { sendFiles } from './file-calls'
import type { ImportSession } from './import-calls'
import type { SessionFiles } from './session-files'

/** The uploads of one session; what was neither imported nor sent is removed with it. */
export class UploadSession {
  readonly handlers: CallGroup<'upload'>
  private readonly uploads = new Map<string, Upload>()
  /** A hidden folder of the session's own; what a crash left in it goes with the first upload. */
  private readonly folder: string
  private swept: Promise<void> | null = null

  constructor(
    engine: Engine,
    private readonly imports: ImportSession,
    files: SessionFiles,
  ) {
    this.folder = path.join(files.workspaceFolder, '.uploads')
    this.handlers = {
      'upload.begin': async ({ name, bytes, purpose }) => {
        this.swept ??= sweepAsideFolders(this.folder)
        await this.swept
        const id = randomUUID()
        this.uploads.set(id, await Upload.begin(this.folder, name, bytes, purpose))
        return { upload: id }
      },
      'upload.write': async ({ upload: id, data }) => {
        try {
          return { received: await this.at(id).write(data) }
        } catch (thrown) {
          await this.remove(id)
          throw thrown
        }
      },
      'upload.import': async ({ upload: id }) => {
        const upload = this.at(id)
        this.uploads.delete(id)
        try {
          await upload.complete()
          return { job: await this.importOf(upload) }
        } catch (thrown) {
          await upload.remove()
          throw thrown
        }
      },
      'upload.send': async ({ upload: id, endpoint: wanted, target, pacing }) => {
        const upload = this.at(id)
        this.uploads.delete(id)
        try {
          await upload.complete()
          const endpoint = engine.endpoints.get(wanted)
          const recipients = await endpoint.recipients(target)
          const deliveries = recipients.map((recipient) => ({ recipient, path: upload.path }))
          const released = () => void upload.remove()
          const plan = { target, name: upload.name, pacing, deliveries, released }
          return (await sendFiles(engine, endpoint, plan)).status(performance.now())
        } catch (thrown) {
          await upload.remove()
          throw thrown
        }
      },
      'upload.cancel': async ({ upload: id }) => {
        this.at(id)
        await this.remove(id)
        return null
      },
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.uploads.keys()].map((id) => this.remove(id)))
  }

  private importOf(upload: Upload): Promise<string> {
    return this.imports.begin(upload.path, upload.name, (progress) => {
      if (progress.state.is !== 'running') void upload.remove()
      return named(progress, upload.name)
    })
  }

  private async remove(id: string): Promise<void> {
    const upload = this.uploads.get(id)
    this.uploads.delete(id)
    await upload?.remove()
  }

  private at(id: string): Upload {
    const upload = this.uploads.get(id)
    if (!upload) throw new SockwrightError('E_JOB_UNKNOWN')
    return upload
  }
}

/** Failures name the file as the person knows it. */
function named(progress: ImportProgress, name: string): ImportProgress {
  const { state } = progress
  if (state.is === 'failed')
    return { ...progress, state: { ...state, failure: renamed(state.failure, name) } }
  if (state.is !== 'finished' || !state.note) return progress
  return { ...progress, state: { ...state, note: renamed(state.note, name) } }
}

function renamed(failure: ReturnType<SockwrightError['toFailure']>, name: string) {
  if (!isErrorCode(failure.code) || failure.code === 'E_IMPORT_WRITE') return failure
  return new SockwrightError(failure.code, { ...failure.details, path: name }).toFailure()
}
