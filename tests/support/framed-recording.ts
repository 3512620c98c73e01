import { testCertificates } from './test-certificates'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { createEndpoint } from '../../src/main/engine/endpoints/create-endpoint'
import { plainSources } from '../../src/main/engine/payload/payload-sources'
import { configOf } from './endpoint-under-test'

/**
 * A program to be killed: a TCP server framed by lines that records into the folder it is given. Prints its port and
 * the folder of its capture.
 */
async function record(capturesFolder: string): Promise<void> {
  const endpoint = createEndpoint(configOf('tcp-server', { framing: 'line' }), {
    openRecorder: (config) => openRecorder({ capturesFolder, endpoint: config, engineVersion: 'test' }),
    payloadSources: plainSources,
    mayAct: () => true,
    secret: () => '',
    certificates: testCertificates,
    runSequence: () => undefined,
    alerted: () => undefined,
    scriptChanged: () => undefined,
    changed: () => undefined,
  })
  await endpoint.start()
  const { state, recording } = endpoint.status()
  if (state.is === 'listening') process.stdout.write(`${state.local.port}\n${recording!.capture}\n`)
}

void record(process.argv[2]!)
