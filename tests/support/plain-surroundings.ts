import { resolve } from 'node:path'
import type { EndpointSurroundings } from '../../src/main/engine/endpoints/endpoint'
import { processSources } from '../../src/main/engine/payload/payload-sources'
import { testCertificates } from './test-certificates'

/** What an endpoint has around it where nothing of it matters but the recorder. */
export const plainSurroundings: Omit<EndpointSurroundings, 'openRecorder'> = {
  payloadSources: processSources({ variables: () => ({}), mayReadEnvironment: () => true }),
  mayAct: () => true,
  secret: () => '',
  fileAt: (path) => resolve(path),
  certificates: testCertificates,
  runSequence: () => undefined,
  alerted: () => undefined,
  scriptChanged: () => undefined,
  changed: () => undefined,
}
