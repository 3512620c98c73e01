import { describe, expect, it } from 'vitest'
import { socketFailure, type SocketContext } from '../../src/main/engine/endpoints/socket-failure'
import { failureText } from '../../src/shared/contract/errors'
import { languages } from '../../src/shared/language/local-text'

const codes =
  'EADDRINUSE EACCES EPERM EADDRNOTAVAIL ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME ECONNREFUSED ETIMEDOUT ENETUNREACH EHOSTUNREACH EHOSTDOWN ENETDOWN ECONNRESET ECONNABORTED EPIPE EINVAL EAFNOSUPPORT EMSGSIZE EMFILE ENFILE ENOBUFS EPROTO ESOMETHING'.split(
    ' ',
  )
const contexts: SocketContext[] = [
  { operation: 'bind', address: '127.0.0.1', port: 80, firstUnprivilegedPort: 1_024 },
  { operation: 'bind', address: '0.0.0.0', port: 9_000, owner: { name: 'redis-server', pid: 812 } },
  { operation: 'connect', address: '10.0.0.1', port: 9_000 },
  { operation: 'connect', address: '10.0.0.1', port: 9_000, localAddress: '', localPort: 7_000 },
  { operation: 'look-up', host: 'name.test' },
  { operation: 'send', address: '10.0.0.1', port: 9_000, bytes: 70_000, unsent: 5 },
  { operation: 'receive', address: '10.0.0.1', port: 9_000 },
  { operation: 'accept' },
]

describe('failures of sockets', () => {
  it('leave no place of their message empty, in any language', () => {
    for (const code of codes) {
      for (const context of contexts) {
        const failure = socketFailure(Object.assign(new Error(`${code} happened`), { code }), context)
        for (const language of languages) {
          expect(failureText(failure, language), `${code} of ${context.operation}`).not.toMatch(
            /[{}]|undefined|null/,
          )
        }
      }
    }
    expect(socketFailure('no error at all', { operation: 'accept' }).message).not.toMatch(/[{}]/)
  })

  it('name the process that holds a port in words that read well in both languages', () => {
    const failure = socketFailure({ code: 'EADDRINUSE' }, contexts[1]!)
    expect(failureText(failure, 'en')).toMatch(
      /^Port 9000 on 0\.0\.0\.0 is in use \(redis-server, pid 812\)\./,
    )
    expect(failureText(failure, 'zh-CN')).toContain('已被占用 (redis-server, pid 812)。')
    expect(failureText(socketFailure({ code: 'EADDRINUSE' }, contexts[0]!), 'en')).toContain('is in use.')
  })

  it('tell a privileged port from other denials', () => {
    expect(socketFailure({ code: 'EACCES' }, contexts[0]!)).toMatchObject({
      code: 'E_PORT_PRIVILEGED',
      details: { firstFree: 1_024, port: 80 },
    })
    expect(socketFailure({ code: 'EACCES' }, contexts[1]!).code).toBe('EACCES')
    expect(socketFailure({ code: 'EACCES' }, contexts[5]!).code).toBe('EACCES')
  })

  it('blame the local side of a connect where that is what is taken', () => {
    expect(socketFailure({ code: 'EADDRNOTAVAIL' }, contexts[3]!)).toMatchObject({
      code: 'EADDRINUSE',
      details: { port: 7_000 },
    })
  })
})
