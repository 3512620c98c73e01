import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { nextTick, type Component } from 'vue'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import type { Channel } from '../../src/shared/contract/channel'
import { i18n } from '../../src/renderer/language/i18n'
import { speak } from '../../src/renderer/language/use-language'
import { establishLink } from '../../src/renderer/link/link'
import { followEngine } from '../../src/renderer/shell/follow-engine'
import { FakeEngine, type FakeScript } from './fake-engine'

export interface WindowUnderTest {
  readonly engine: FakeEngine
  /** The host's end of the channel, to cut it. */
  readonly hostEnd: Channel
  /** Puts one component of the window on the page. */
  show(component: Component, props?: Record<string, unknown>): VueWrapper
  /** Everything on the page, dialogs included, as a person reads it. */
  text(): string
  /** Waits until `met` holds; the reports of the fake engine arrive in microtasks. */
  until(what: string, met: () => boolean): Promise<void>
  close(): void
}

/**
 * A window on a fake engine. Its stores are filled as at the start of the real one, unless the component to show does
 * so itself (`fill: false`).
 */
export async function openWindow(script: FakeScript = {}, { fill = true } = {}): Promise<WindowUnderTest> {
  document.body.innerHTML = ''
  speak('en')
  const [windowEnd, hostEnd] = createMemoryChannelPair()
  const engine = new FakeEngine(script)
  engine.attach(hostEnd)
  establishLink(windowEnd)
  const pinia = createPinia()
  setActivePinia(pinia)
  const stop = fill ? await followEngine() : () => undefined
  const shown: VueWrapper[] = []
  return {
    engine,
    hostEnd,
    show(component, props = {}) {
      const wrapper = mount(component, { props, attachTo: document.body, global: { plugins: [pinia, i18n] } })
      shown.push(wrapper)
      return wrapper
    },
    text: () => document.body.textContent ?? '',
    async until(what, met) {
      for (let turn = 0; turn < 400; turn += 1) {
        if (met()) return
        await new Promise((resolve) => setTimeout(resolve, 5))
        await nextTick()
      }
      throw new Error(`never happened: ${what}; the page says: ${document.body.textContent}`)
    },
    close() {
      shown.forEach((wrapper) => wrapper.unmount())
      stop()
    },
  }
}

/** The control that a person finds under `label`. */
export function control(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')].find((one) => one.textContent?.trim() === label)
  const element = found && document.getElementById(found.htmlFor)
  if (!element) throw new Error(`no control is labelled ${label}`)
  return element as HTMLInputElement
}

/** Types `text` over what stands in the control under `label`. */
export function type(label: string, text: string): void {
  const field = control(label)
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Presses the button whose words begin with `words`. */
export function press(words: string): void {
  // An open dialog has the window to itself.
  const place = document.querySelector('[role=dialog]') ?? document
  const found = [...place.querySelectorAll('button')].find((one) => one.textContent?.trim().startsWith(words))
  if (!found) throw new Error(`there is no button ${words}`)
  found.click()
}

/** Presses keys such as `Mod+Z` where the focus is. */
export function pressKeys(keys: string): void {
  const parts = keys.split('+')
  const target = document.activeElement ?? document.body
  target.dispatchEvent(
    new KeyboardEvent('keydown', {
      key: parts.at(-1)!,
      ctrlKey: parts.includes('Mod'),
      shiftKey: parts.includes('Shift'),
      altKey: parts.includes('Alt'),
      bubbles: true,
      cancelable: true,
    }),
  )
}
