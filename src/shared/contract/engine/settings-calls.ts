import * as v from 'valibot'
import { languages } from '../../language/local-text'
import { call } from '../call'
import { NothingSchema } from './argument-schemas'

const themes = ['system', 'dark', 'light'] as const

export const logDeltas = ['previous', 'peer'] as const
export const logTimes = ['clock', 'start', ...logDeltas] as const

/** What a person set for all workspaces. `language: null` follows the system. */
export const SettingsSchema = v.strictObject({
  theme: v.picklist(themes),
  language: v.nullable(v.picklist(languages)),
  logMode: v.picklist(['text', 'hex', 'both']),
  /** What the first column of times in a log tells; the last two are those of {@link logDeltas}. */
  logTime: v.picklist(logTimes),
  /** Since which record the second column counts: the one shown before, or the one before of the same peer. */
  logDelta: v.picklist(logDeltas),
  /** Closed captures that were not written to for so many days are removed; null keeps them. */
  keepDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500))),
  /** The oldest closed captures are removed beyond so many GB (10^9 bytes) in all; null keeps them. */
  keepGigabytes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
})
export type Settings = v.InferOutput<typeof SettingsSchema>

export const settingsCalls = {
  'settings.get': call(NothingSchema).returns<Settings>(),
  'settings.set': call(v.partial(SettingsSchema)).returns<Settings>(),
} as const

export interface SettingsEvents {
  readonly 'settings.changed': { readonly settings: Settings }
}
