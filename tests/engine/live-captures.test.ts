import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { engineUnderTest } from '../support/engine-under-test'

const made = engineUnderTest()

/** Resolves with the list of captures once it has changed so that `met` holds. */
async function listOnce(met: (live: readonly boolean[]) => boolean): Promise<readonly boolean[]> {
  const live = async () => (await made.session.call('capture.list', {})).map((capture) => capture.live)
  const now = await live()
  if (met(now)) return now
  return new Promise((resolve, reject) => {
    const stop = made.session.on('capture.changed', () => {
      live().then((changed) => {
        if (!met(changed)) return
        stop()
        resolve(changed)
      }, reject)
    })
  })
}

async function record(): Promise<string> {
  const { id } = await made.session.call('endpoint.create', {
    kind: 'tcp-server',
    name: 'Server',
    options: {},
  })
  await made.session.call('endpoint.start', { endpoint: id })
  await listOnce((live) => live.length === 1 && live[0] === true)
  return id
}

describe('the list of captures', () => {
  it('tells that a capture has ended whose endpoint was deleted while it ran', async () => {
    await made.session.call('endpoint.delete', { endpoint: await record() })
    expect(await listOnce((live) => live[0] === false)).toEqual([false])
  })

  it('tells that captures have ended when another workspace is opened', async () => {
    await record()
    await made.session.call('workspace.open', { path: join(made.folder, 'other'), create: true })
    expect(await listOnce((live) => live[0] === false)).toEqual([false])
  })
})
