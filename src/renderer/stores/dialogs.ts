import type { LibraryPayload } from '../../shared/payload/saved-payload'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RelayLegName } from '../../shared/capture/capture-event'
import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import type { TlsSession } from '../../shared/endpoints/tls-session'
import type { EndpointKind } from '../../shared/endpoints/endpoint-kind'

/** The one dialog that is open over the window, if any. */
export type OpenDialog =
  /** `options` are those to begin with, where they are not the defaults. */
  | { readonly is: 'new-endpoint'; readonly kind: EndpointKind; readonly options?: OptionInput }
  | { readonly is: 'edit-endpoint'; readonly endpoint: string }
  | { readonly is: 'rename-endpoint'; readonly endpoint: string }
  | { readonly is: 'rename-capture'; readonly capture: string; readonly name: string }
  | { readonly is: 'delete-capture'; readonly capture: string; readonly name: string; readonly bytes: number }
  | { readonly is: 'capture-path'; readonly purpose: 'open' | 'import' }
  | { readonly is: 'retention' }
  | { readonly is: 'save-payload'; readonly payload: LibraryPayload; readonly name: string }
  | { readonly is: 'edit-payload'; readonly payload: string }
  | { readonly is: 'payload-history' }
  | { readonly is: 'import'; readonly path: string }
  | { readonly is: 'upload'; readonly file: File }
  | { readonly is: 'workspace'; readonly purpose: 'new' | 'open' | 'save' }
  | { readonly is: 'switch-workspace'; readonly path: string; readonly create: boolean }
  | { readonly is: 'peer-details'; readonly endpoint: string; readonly peer: number }
  | {
      readonly is: 'tls-session'
      readonly peer: number
      readonly session: TlsSession
      readonly leg?: RelayLegName
    }
  | { readonly is: 'palette' }
  | { readonly is: 'shortcuts' }
  | { readonly is: 'quit'; readonly running: number }

/** Which dialog is open. Opening one closes the other. */
export const useDialogs = defineStore('dialogs', () => {
  const open = shallowRef<OpenDialog | null>(null)

  function show(dialog: OpenDialog): void {
    open.value = dialog
  }

  function close(): void {
    open.value = null
  }

  return { open, show, close }
})
