import * as v from 'valibot'
import type { EndpointConfig } from '../../endpoints/endpoint-config'
import { languages } from '../../language/local-text'
import { call } from '../call'

export const exampleNames = ['echo', 'udp-pair', 'websocket', 'http', 'relay'] as const

export const exampleCalls = {
  'example.open': call(
    v.strictObject({
      example: v.picklist(exampleNames),
      /** Of the names that its endpoints get. */
      language: v.optional(v.picklist(languages), 'en'),
    }),
  ).returns<readonly EndpointConfig[]>(),
} as const
