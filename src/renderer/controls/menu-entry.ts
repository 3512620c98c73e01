/** One line of a menu. `checked` makes it a mark that is set or not. */
export interface MenuItem {
  readonly label: string
  readonly run: () => void
  /** Muted words at the right end. */
  readonly hint?: string
  /** A key combination such as `Mod+S`, shown only. */
  readonly keys?: string
  readonly checked?: boolean
  readonly danger?: boolean
  readonly disabled?: boolean
}

export type MenuEntry = MenuItem | 'separator' | { readonly heading: string }
