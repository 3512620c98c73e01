import * as v from 'valibot'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import type { EndpointId } from '../../../shared/endpoints/endpoint-config'
import { readJsonFile } from '../files/json-file'
import { systemReason } from '../files/private-folder'
import { withFileLock } from '../files/with-file-lock'
import { writeFileAtomically } from '../files/write-file-atomically'

const SecretFileSchema = v.strictObject({
  format: v.literal('sockwright-secrets'),
  version: v.literal(1),
  /** By endpoint, then by option. */
  secrets: v.record(v.string(), v.record(v.string(), v.string())),
})

/** Passphrases and passwords of one endpoint, by the name of their option. */
export type EndpointSecrets = Readonly<Record<string, string>>

/**
 * Secrets of endpoints: they stand in `secrets.json` of the data folder (0600) and never in a workspace, so that neither a
 * file that is handed on nor a window gets them.
 */
export class SecretStore {
  private secrets: Readonly<Record<EndpointId, EndpointSecrets>> = {}

  /** `path` null keeps them in memory only. `reportProblem` is told what could not be read. */
  constructor(
    private readonly path: string | null,
    private readonly reportProblem: (failure: Failure) => void,
  ) {}

  async load(): Promise<void> {
    if (this.path === null) return
    const { value, problem } = await readJsonFile(this.path, SecretFileSchema)
    if (problem) this.reportProblem(problem)
    this.secrets = value?.secrets ?? {}
  }

  /** All secrets of an endpoint; none where it has none. */
  of(endpoint: EndpointId): EndpointSecrets {
    return Object.hasOwn(this.secrets, endpoint) ? this.secrets[endpoint]! : {}
  }

  /** Replaces all secrets of an endpoint. Fails with `E_DATA_WRITE`. */
  async replace(endpoint: EndpointId, secrets: EndpointSecrets): Promise<void> {
    if (Object.keys(secrets).length === 0 && !Object.hasOwn(this.secrets, endpoint)) return
    const { path } = this
    if (path === null) return this.#put(endpoint, secrets)
    try {
      await withFileLock(path, async () => {
        // Other processes add to the file too.
        await this.load()
        this.#put(endpoint, secrets)
        const file = { format: 'sockwright-secrets', version: 1, secrets: this.secrets }
        await writeFileAtomically(path, `${JSON.stringify(file, null, 2)}\n`)
      })
    } catch (cause) {
      throw new SockwrightError('E_DATA_WRITE', { path, reason: systemReason(cause) }, { cause })
    }
  }

  #put(endpoint: EndpointId, secrets: EndpointSecrets): void {
    const all = new Map(Object.entries(this.secrets))
    if (Object.keys(secrets).length === 0) all.delete(endpoint)
    else all.set(endpoint, secrets)
    this.secrets = Object.fromEntries(all)
  }
}
