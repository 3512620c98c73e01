import { afterEach, expect, it, vi } from 'vitest'
import { tellOnStandardError, tellProgress } from '../../src/main/cli/command-failure'

afterEach(() => vi.restoreAllMocks())

it('skips and counts what goes on while nobody reads stderr, but never why a command ends', () => {
  const written: string[] = []
  const pending = vi.spyOn(process.stderr, 'writableLength', 'get')
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)

  pending.mockReturnValue(8 * 1024 * 1024 + 1)
  tellProgress('#1 accepted')
  tellProgress('#2 accepted')
  tellOnStandardError('the end')
  expect(written).toEqual(['sockwright: the end\n'])

  pending.mockReturnValue(0)
  tellProgress('#3 accepted')
  tellProgress('#4 accepted')
  expect(written.slice(1)).toEqual([
    'sockwright: 2 lines skipped that nobody would have read\n',
    'sockwright: #3 accepted\n',
    'sockwright: #4 accepted\n',
  ])
})
