import { plainSurroundings } from './plain-surroundings'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { createEndpoint } from '../../src/main/engine/endpoints/create-endpoint'
import { configOf } from './endpoint-under-test'

/**
 * A program to be killed: a TCP server framed by lines that records into the folder it is given. Prints its port and
 * the folder of its capture.
 */
async function record(capturesFolder: string): Promise<void> {
  const endpoint = createEndpoint(configOf('tcp-server', { framing: 'line' }), {
    openRecorder: (config) => openRecorder({ capturesFolder, endpoint: config, engineVersion: 'test' }),
    ...plainSurroundings,
  })
  await endpoint.start()
  const { state, recording } = endpoint.status()
  if (state.is === 'listening') process.stdout.write(`${state.local.port}\n${recording!.capture}\n`)
}

void record(process.argv[2]!)
