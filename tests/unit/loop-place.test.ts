import { describe, expect, it } from 'vitest'
import { loopBehind } from '../../src/main/engine/scripts/loop-place'

const handler = `function onMessage(peer) {
  log('while') // for
  const kind = \`do \${peer}\`
  while (true) {}
}
for (;;) {}`

describe('the loop that a script was stopped in', () => {
  it('is the first one behind the last known place, not one in a string or comment', () => {
    expect(loopBehind(handler, { line: 1, column: 10 }, false)).toEqual({ line: 4, column: 3 })
    expect(loopBehind(handler, { line: 2, column: 6 }, false)).toEqual({ line: 4, column: 3 })
  })

  it('is not one inside a function where the top level was at work', () => {
    expect(loopBehind(handler, { line: 1, column: 1 }, true)).toEqual({ line: 6, column: 1 })
  })

  it('is unknown where none follows in the same function', () => {
    expect(loopBehind('function a() {\n  b()\n}\nwhile (true) {}', { line: 2, column: 4 }, false)).toBeNull()
    expect(loopBehind('', { line: 9, column: 9 }, false)).toBeNull()
  })
})
