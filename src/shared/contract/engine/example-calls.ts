import * as v from 'valibot'
import type { EndpointConfig } from '../../endpoints/endpoint-config'
import { call } from '../call'

export const exampleNames = ['echo', 'udp-pair', 'websocket', 'http', 'relay'] as const

export const exampleCalls = {
  'example.open': call(v.strictObject({ example: v.picklist(exampleNames) })).returns<
    readonly EndpointConfig[]
  >(),
} as const
