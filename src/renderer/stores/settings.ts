import { defineStore } from 'pinia'
import { computed, shallowRef, watchEffect } from 'vue'
import type { Settings } from '../../shared/contract/engine/settings-calls'
import type { Language } from '../../shared/language/local-text'
import { useEngine, useHost } from '../link/link'
import { speak } from '../language/use-language'

/** What the person set for all workspaces, applied to the window as it changes. */
export const useSettings = defineStore('settings', () => {
  const current = shallowRef<Settings>({
    theme: 'system',
    language: null,
    logMode: 'text',
    logTime: 'clock',
    logDelta: 'previous',
    keepDays: null,
    keepGigabytes: null,
  })
  const systemLanguage = shallowRef('en')
  const systemDark = matchMedia('(prefers-color-scheme: dark)')
  const darkBySystem = shallowRef(systemDark.matches)

  const theme = computed(() => {
    if (current.value.theme !== 'system') return current.value.theme
    return darkBySystem.value ? 'dark' : 'light'
  })
  const language = computed<Language>(
    () => current.value.language ?? (/^zh\b/i.test(systemLanguage.value) ? 'zh-CN' : 'en'),
  )

  async function set(changed: Partial<Settings>): Promise<void> {
    current.value = await useEngine().call('settings.set', changed)
  }

  /** Loads the settings, applies them to the page and follows them; returns the function that stops following. */
  async function follow(): Promise<() => void> {
    const systemChanged = () => (darkBySystem.value = systemDark.matches)
    systemDark.addEventListener('change', systemChanged)
    const stopEvent = useEngine().on('settings.changed', ({ settings }) => (current.value = settings))
    const [settings, host] = await Promise.all([
      useEngine().call('settings.get', {}),
      useHost().call('host.info', {}),
    ])
    current.value = settings
    // A browser may run on another machine than the host.
    systemLanguage.value = host.host === 'web' ? navigator.language : host.systemLanguage
    const stopApplying = watchEffect(() => {
      document.documentElement.dataset.theme = theme.value
      speak(language.value)
    })
    return () => {
      systemDark.removeEventListener('change', systemChanged)
      stopEvent()
      stopApplying()
    }
  }

  return { current, theme, language, set, follow }
})
