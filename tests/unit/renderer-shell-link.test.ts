// @vitest-environment happy-dom
import { reactive } from 'vue'
import { describe, expect, it } from 'vitest'
import { matchesKeys } from '../../src/renderer/controls/key-names'
import { toPlain } from '../../src/renderer/link/desktop-channel'
import { linkAddress } from '../../src/renderer/link/web-channel'
import { nextSamples, noSamples, sampleSeconds } from '../../src/renderer/stores/rate-samples'

describe('the channel of the window', () => {
  it('is at the origin of the page, with its token', () => {
    expect(linkAddress(new URL('http://127.0.0.1:8123/?token=abc'))).toBe(
      'ws://127.0.0.1:8123/link?token=abc',
    )
    expect(linkAddress(new URL('https://lab.example/sub/?token=a%2Bb'))).toBe(
      'wss://lab.example/link?token=a%2Bb',
    )
  })

  it('asks without a token where the page has none', () => {
    expect(linkAddress(new URL('http://[::1]:8123/'))).toBe('ws://[::1]:8123/link')
  })

  it('hands the desktop bridge values that can be cloned', () => {
    const message = reactive({ options: { port: 1, names: ['a'] }, bytes: new Uint8Array([1, 2]) })
    expect(() => structuredClone(message)).toThrow()
    expect(structuredClone(toPlain(message))).toEqual({
      options: { port: 1, names: ['a'] },
      bytes: new Uint8Array([1, 2]),
    })
  })
})

describe('keys', () => {
  const event = (init: KeyboardEventInit) => new KeyboardEvent('keydown', init)

  it('need exactly the modifiers they name', () => {
    expect(matchesKeys(event({ key: 'K', ctrlKey: true }), 'Mod+K')).toBe(true)
    expect(matchesKeys(event({ key: 'k', ctrlKey: true, shiftKey: true }), 'Mod+K')).toBe(false)
    expect(matchesKeys(event({ key: 'k' }), 'Mod+K')).toBe(false)
    expect(matchesKeys(event({ key: '?', shiftKey: true }), '?')).toBe(true)
  })

  it('find a letter by its place where Alt changes what it types', () => {
    expect(matchesKeys(event({ key: '∑', code: 'KeyW', altKey: true }), 'Alt+W')).toBe(true)
  })
})

describe('rate samples', () => {
  it('keep the last minute and no more', () => {
    let samples = noSamples
    for (let second = 1; second <= 100; second += 1) {
      samples = nextSamples(samples, { inMessages: second, inBytes: 0, outMessages: 0, outBytes: 0 })
    }
    expect(samples.in).toHaveLength(sampleSeconds)
    expect(samples.in.at(-1)).toBe(100)
    expect(samples.in[0]).toBe(41)
  })
})
