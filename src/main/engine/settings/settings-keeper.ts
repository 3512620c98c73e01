import type { Settings } from '../../../shared/contract/engine/settings-calls'

export const defaultSettings: Settings = {
  theme: 'system',
  language: null,
  logMode: 'text',
  logTime: 'clock',
  logDelta: 'previous',
  keepDays: null,
  keepGigabytes: null,
}

/** What a person set for all workspaces. */
export interface SettingsKeeper {
  get(): Settings
  /** Changes some settings and leaves the others as they are, also those another process changed; returns all. Fails with `E_DATA_WRITE`. */
  set(change: Partial<Settings>): Promise<Settings>
}

/** Settings that end with the engine. */
export function settingsInMemory(): SettingsKeeper {
  let settings = defaultSettings
  return {
    get: () => settings,
    set: (change) => Promise.resolve((settings = { ...settings, ...change })),
  }
}
