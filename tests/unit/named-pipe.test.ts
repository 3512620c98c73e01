import { describe, expect, it, vi } from 'vitest'
import { hasFolder, shownPath, systemPath, whatIsAt } from '../../src/main/engine/network/unix-path'
import { unixListenFailure } from '../../src/main/engine/endpoints/stream/unix-failure'

vi.mock('node:process', async (original) => ({ ...(await original<object>()), platform: 'win32' }))

describe('a path on Windows', () => {
  it.each([
    ['demo', '\\\\.\\pipe\\demo'],
    ['@demo', '\\\\.\\pipe\\@demo'],
    ['\\\\.\\pipe\\demo', '\\\\.\\pipe\\demo'],
    ['\\\\server\\pipe\\demo', '\\\\server\\pipe\\demo'],
    ['//./pipe/demo', '//./pipe/demo'],
    ['x'.repeat(200), `\\\\.\\pipe\\${'x'.repeat(200)}`],
  ])('%s is the named pipe %s', (path, pipe) => {
    expect(systemPath(path)).toBe(pipe)
    expect(shownPath(path)).toBe(pipe)
  })

  it('is no file that could be in the way or left behind, and is in no folder', async () => {
    expect(await whatIsAt('demo')).toBe('nothing')
    expect(hasFolder('demo')).toBe(true)
  })

  it('on which somebody listens is told so', async () => {
    const inUse = Object.assign(new Error('in use'), { code: 'EADDRINUSE' })
    expect(await unixListenFailure('demo', inUse)).toMatchObject({
      code: 'E_SOCKET_LIVE',
      details: { path: '\\\\.\\pipe\\demo' },
    })
    const denied = Object.assign(new Error('denied'), { code: 'EACCES' })
    expect(await unixListenFailure('demo', denied)).toMatchObject({ code: 'EACCES' })
  })
})
