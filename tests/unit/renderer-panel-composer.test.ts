import { noRules } from '../../src/shared/rules/rule'
import { noScript } from '../../src/shared/scripts/endpoint-script'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  draftPayload,
  emptyDraft,
  switchForm,
  type PayloadDraft,
} from '../../src/renderer/composer/payload-draft'
import { ownDraft, recentPayloads, stepHistory } from '../../src/renderer/composer/payload-history'
import {
  parseHostPort,
  resolveTarget,
  targetChoices,
  type TargetSituation,
} from '../../src/renderer/composer/send-targets'
import { defaultOptions, type EndpointConfig } from '../../src/shared/endpoints/endpoint-config'
import { compilePayload } from '../../src/shared/payload/compile-payload'
import type { LineEnding } from '../../src/shared/payload/payload'
import { fakeStatus } from '../support/fake-engine'

const text = (typed: string, lineEnding: LineEnding = 'none'): PayloadDraft => ({
  ...emptyDraft,
  typed,
  lineEnding,
})

function bytesOf(draft: PayloadDraft): number[] {
  const compiled = compilePayload(draftPayload(draft))
  if (compiled.ok) return [...compiled.bytes]
  expect(compiled.failure.code).toBe('E_PAYLOAD_EMPTY')
  return []
}

describe('text and hex over the same bytes', () => {
  const endings = fc.constantFrom<LineEnding>('none', 'lf', 'cr', 'crlf')

  it('keeps the bytes of any hex when it becomes text and comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), endings, (bytes, lineEnding) => {
        const typed = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
        const hex: PayloadDraft = { ...emptyDraft, form: 'hex', typed, lineEnding }
        const asText = switchForm(hex, 'text')!
        expect(bytesOf(asText)).toEqual([...bytes])
        expect(bytesOf(switchForm({ ...asText, origin: null }, 'hex')!)).toEqual([...bytes])
      }),
    )
  })

  it('takes the line ending along into hex and recognises it on the way back', () => {
    const hex = switchForm(text('PING', 'crlf'), 'hex')!
    expect(bytesOf(hex)).toEqual([0x50, 0x49, 0x4e, 0x47, 13, 10])
    const edited = { ...hex, typed: hex.typed.replace('50', '51') }
    const back = switchForm(edited, 'text')!
    expect(back).toMatchObject({ typed: 'QING', lineEnding: 'crlf' })
    expect(switchForm({ ...hex, typed: '41' }, 'text')).toMatchObject({ typed: 'A', lineEnding: 'none' })
  })

  it('gives back what was typed, as long as the other form was not changed', () => {
    const typed = 'a\nb \\x41'
    expect(switchForm(switchForm(text(typed, 'lf'), 'hex')!, 'text')).toMatchObject({
      typed,
      lineEnding: 'lf',
    })
  })

  it('turns variables into the bytes of a moment, and gives them back', () => {
    const variables = text('n={{seq}}', 'lf')
    expect(switchForm(variables, 'hex')).toBeNull()
    const moment = new TextEncoder().encode('n=7\n')
    const hex = switchForm(variables, 'hex', 'utf-8', moment)!
    expect(hex).toMatchObject({ typed: '6e 3d 37 0a', origin: { hadVariables: true } })
    expect(switchForm(hex, 'text')).toMatchObject({ typed: 'n={{seq}}', lineEnding: 'lf' })
    expect(switchForm({ ...hex, typed: '41' }, 'text')).toMatchObject({ typed: 'A' })
  })

  it('keeps fields, which are not among the bytes', () => {
    const fields = [
      { field: 'length', as: 'u8', digits: 0, counts: 'payload', plus: 0, at: 'start' } as const,
    ]
    expect(switchForm({ ...text('ab'), fields }, 'hex')).toMatchObject({ typed: '61 62', fields })
  })

  it('stays where a fault has to be put right first', () => {
    expect(switchForm(text('\\q'), 'hex')).toBeNull()
    expect(switchForm({ ...emptyDraft, form: 'hex', typed: '4' }, 'text')).toBeNull()
    expect(switchForm(emptyDraft, 'hex')).toMatchObject({ form: 'hex', typed: '' })
  })
})

describe('history of the composer', () => {
  const entry = (typed: string, at: number) => ({
    payload: { form: 'text' as const, text: typed, lineEnding: 'none' as const },
    at,
  })
  const entries = recentPayloads([entry('first', 1), entry('second', 2), entry('first', 3)])

  it('goes from the newest back and forth, and gives the own draft back as it was', () => {
    const draft = text('half typed', 'lf')
    const newest = stepHistory(ownDraft, 'older', draft, entries)!
    expect(newest.draft.typed).toBe('first')
    const older = stepHistory(newest.place, 'older', newest.draft, entries)!
    expect(older.draft.typed).toBe('second')
    expect(stepHistory(older.place, 'older', older.draft, entries)).toBeNull()
    const newer = stepHistory(older.place, 'newer', older.draft, entries)!
    const own = stepHistory(newer.place, 'newer', newer.draft, entries)!
    expect(own.draft).toBe(draft)
    expect(stepHistory(own.place, 'newer', own.draft, entries)).toBeNull()
  })

  it('goes past the payload that was just sent and is still in the editor', () => {
    expect(stepHistory(ownDraft, 'older', text('first'), entries)!.draft.typed).toBe('second')
  })

  it('shows a payload that was sent twice only once', () => {
    expect(entries.map(({ at }) => at)).toEqual([3, 2])
  })
})

describe('targets', () => {
  const udp = (options: Record<string, unknown>): EndpointConfig => ({
    id: 'u',
    name: 'u',
    kind: 'udp',
    options: { ...defaultOptions('udp'), ...options },
    rules: noRules,
    script: noScript,
  })
  const bound = fakeStatus('u', {
    state: {
      is: 'bound',
      local: { address: '127.0.0.1', port: 1 },
      remote: null,
      receiveBuffer: { wanted: 1, granted: 1 },
      groups: [],
    },
  })
  const at = (changed: Partial<TargetSituation>): TargetSituation => ({
    config: udp({}),
    status: bound,
    chosen: [],
    address: '',
    ...changed,
  })

  it('offers what the endpoint can do, the likeliest first', () => {
    expect(targetChoices(at({}))).toEqual(['address', 'all'])
    expect(targetChoices(at({ chosen: [2], config: udp({ remoteHost: 'h', remotePort: 5 }) }))).toEqual([
      'chosen',
      'remote',
      'address',
      'all',
    ])
  })

  it('says why nothing can be sent', () => {
    expect(resolveTarget('address', at({ status: undefined }))).toEqual({ ok: false, why: 'stopped' })
    expect(resolveTarget('address', at({}))).toEqual({ ok: false, why: 'addressEmpty' })
    expect(resolveTarget('address', at({ address: '::1:9' }))).toEqual({ ok: false, why: 'addressWrong' })
    expect(resolveTarget('all', at({}))).toEqual({ ok: false, why: 'noPeers' })
  })

  it('reads host and port, IPv6 in brackets', () => {
    expect(parseHostPort(' 10.0.0.1:9000 ')).toEqual({ host: '10.0.0.1', port: 9000 })
    expect(parseHostPort('[fe80::1]:53')).toEqual({ host: 'fe80::1', port: 53 })
    expect(parseHostPort('host:0')).toBeNull()
    expect(parseHostPort('host:65536')).toBeNull()
    expect(resolveTarget('address', at({ address: 'dev.local:7' }))).toEqual({
      ok: true,
      target: { to: 'address', host: 'dev.local', port: 7 },
    })
  })
})
