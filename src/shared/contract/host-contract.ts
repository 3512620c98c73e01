import * as v from 'valibot'
import { call } from './call'

const NothingSchema = v.strictObject({})

/** What the host around the window can do; the window shows only what works. */
export interface HostInfo {
  readonly host: 'desktop' | 'web'
  readonly version: string
  /** The system's file dialogs are at hand. */
  readonly fileDialogs: boolean
  /** The system's language, as a BCP 47 tag. */
  readonly systemLanguage: string
}

/** What a file is chosen for: `open-capture` chooses a folder, `open-packets` a pcap or pcapng file, `open-file` and `save-file` any. */
const filePurposes = [
  'open-workspace',
  'save-workspace',
  'save-export',
  'open-capture',
  'open-packets',
  'open-file',
  'save-file',
] as const
export type FilePurpose = (typeof filePurposes)[number]

/** Calls a window makes of the host it lives in; everything else is the engine's. */
export const hostCalls = {
  'host.info': call(NothingSchema).returns<HostInfo>(),
  /** The system's file dialog; null when dismissed. Not in the web host (`E_NOT_SUPPORTED`). */
  'host.chooseFile': call(
    v.strictObject({
      purpose: v.picklist(filePurposes),
      suggestedName: v.pipe(v.string(), v.maxLength(200)),
    }),
  ).returns<{ readonly path: string } | null>(),
  /** Shows a file in the system's file manager. Not in the web host. */
  'host.reveal': call(v.strictObject({ path: v.string() })).returns<null>(),
  /** A link, good for one download, to a finished export. Web host only. */
  'host.downloadLink': call(v.strictObject({ download: v.string() })).returns<{ readonly url: string }>(),
  /**
   * Answers `host.quitRequested`: the window now asks the person. Without this answer within a few seconds the host takes
   * the window for stuck and asks in a dialog of the system's.
   */
  'host.quitHeard': call(NothingSchema).returns<null>(),
  /** Ends the program: sockets are closed, captures flushed. The window asks the person before. */
  'host.quit': call(NothingSchema).returns<null>(),
} as const
export type HostCalls = typeof hostCalls

export interface HostEvents {
  /** The person wants to quit while `running` endpoints have open sockets: the window answers `host.quitHeard`, asks, then calls `host.quit`. */
  readonly 'host.quitRequested': { readonly running: number }
}
