// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import type { CaptureSummary } from '../../src/shared/contract/engine/capture-calls'
import { SockwrightError } from '../../src/shared/contract/errors'
import { defaultOptions, type EndpointConfig } from '../../src/shared/endpoints/endpoint-config'
import { noRules } from '../../src/shared/rules/rule'
import { noScript } from '../../src/shared/scripts/endpoint-script'
import AppShell from '../../src/renderer/shell/AppShell.vue'
import { useDialogs } from '../../src/renderer/stores/dialogs'
import { fakeStatus, type FakeScript } from '../support/fake-engine'
import { openWindow, pressKeys, type, type WindowUnderTest } from '../support/renderer-window'

function captured(count: number): CaptureSummary[] {
  return Array.from({ length: count }, (_, index) => ({
    capture: `/captures/${index}.swcap`,
    name: `Run-${index}`,
    kind: 'udp',
    records: 10,
    bytes: 12_000,
    startedAt: Date.now() - (index + 1) * 3_600_000,
    endedAt: Date.now(),
    live: index === 1,
    encoding: 'utf-8' as const,
  }))
}

let page: WindowUnderTest
afterEach(() => page.close())

async function open(script: FakeScript): Promise<void> {
  page = await openWindow(script, { fill: false })
  page.show(AppShell)
  await page.until('the captures are there', () => rows().length > 0)
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-testid="capture-row"]')]
const byTestId = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)

describe('the list of captures', () => {
  it('tells name, size and age, and which one is being recorded', async () => {
    await open({ captures: captured(2) })
    expect(rows()[0]!.textContent).toMatch(/Run-0.*12 KB · 1 h/)
    expect(rows()[1]!.textContent).toContain('recording')
  })

  it('tells of a recording that has stopped', async () => {
    const endpoint: EndpointConfig = {
      id: 'a',
      name: 'Run-1',
      kind: 'udp',
      options: defaultOptions('udp'),
      rules: noRules,
      script: noScript,
    }
    const stopped = new SockwrightError('ENOSPC', { path: '/captures/1.swcap' }).toFailure()
    const recording = { capture: '/captures/1.swcap', records: 0, bytes: 0, lagMs: 0, stopped }
    const statuses = [fakeStatus('a', { state: { is: 'stopping' }, recording })]
    await open({ captures: captured(2), endpoints: [endpoint], statuses })
    await page.until('it says so', () => rows()[1]!.textContent.includes('recording stopped'))
  })

  it('offers to find one among many', async () => {
    await open({ captures: captured(20) })
    type('Find a capture', 'run-17')
    await page.until('one is left', () => rows().length === 1)
    expect(rows()[0]!.textContent).toContain('Run-17')
    type('Find a capture', 'nothing')
    await page.until('none is left', () => page.text().includes('No capture matches.'))
  })

  it('asks before it deletes, and takes it back', async () => {
    await open({ captures: captured(2) })
    rows()[0]!.focus()
    pressKeys('Delete')
    await page.until('it asks', () => byTestId('delete-question') !== null)
    expect(page.engine.callsOf('capture.delete')).toEqual([])
    byTestId('delete-capture')!.click()
    await page.until('it tells', () => page.text().includes('The capture Run-0 was deleted.'))
    expect(page.engine.callsOf('capture.delete')).toEqual([{ capture: '/captures/0.swcap' }])
    pressKeys('Mod+Z')
    await page.until('it is taken back', () => page.engine.callsOf('capture.restore').length === 1)
  })

  it('does not offer to delete one that is being recorded', async () => {
    await open({ captures: captured(2) })
    rows()[1]!.focus()
    pressKeys('Delete')
    expect(useDialogs().open).toBeNull()
  })
})
