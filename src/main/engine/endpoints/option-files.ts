import type { EndpointConfig, OptionInput } from '../../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import { fileOptions } from '../../../shared/endpoints/options/option-definitions'

/** Tells the absolute path of a file that an option names. */
export type FileAt = (path: string) => string

/** The options with absolute paths: a workspace may name files beside it, wherever the engine was started. */
export function withFilePaths(kind: EndpointKind, options: OptionInput, fileAt: FileAt): OptionInput {
  const located: Record<string, unknown> = { ...options }
  for (const name of fileOptions(kind)) {
    const path = options[name]
    if (typeof path === 'string' && path.trim() !== '') located[name] = fileAt(path.trim())
  }
  return located
}

/** The same of a whole configuration. */
export function configWithFilePaths<C extends EndpointConfig>(config: C, fileAt: FileAt): C {
  const options = withFilePaths(config.kind, { ...config.options }, fileAt)
  return { ...config, options: options as C['options'] }
}
