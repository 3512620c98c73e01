import type { EndpointStatus } from '../../endpoints/endpoint-status'
import { call } from '../call'
import { NothingSchema } from './argument-schemas'

export interface EngineInfo {
  readonly version: string
  /** Node's name of the system: `linux`, `win32`, `darwin`. */
  readonly platform: string
  readonly capturesFolder: string
  /** May this session name files by path (a desktop window may), or only below `workspaceFolder`? */
  readonly workspaceFolder: string
}

export interface DiskSpace {
  /** Bytes this process may still write where captures go. */
  readonly free: number
}

export const engineStateCalls = {
  'engine.info': call(NothingSchema).returns<EngineInfo>(),
  'engine.diskSpace': call(NothingSchema).returns<DiskSpace>(),
  /** Statuses of all endpoints; later changes come as `endpoint.status`. */
  'engine.statuses': call(NothingSchema).returns<readonly EndpointStatus[]>(),
} as const
