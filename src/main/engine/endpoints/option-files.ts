import type { EndpointConfig, OptionInput } from '../../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import type { OptionDefinitions } from '../../../shared/endpoints/options/option'
import { fileOptions, optionDefinitions } from '../../../shared/endpoints/options/option-definitions'

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

/** The paths of the files that an endpoint with these options writes. */
export function writtenFiles(kind: EndpointKind, options: OptionInput): readonly string[] {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  return fileOptions(kind).flatMap((name) => {
    const { control } = definitions[name]!
    const path = options[name]
    const isWritten = control.type === 'file' && control.access === 'write'
    return isWritten && typeof path === 'string' && path !== '' ? [path] : []
  })
}
