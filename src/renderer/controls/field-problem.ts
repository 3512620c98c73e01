/** What is wrong with the value of a field, and the one click that puts it right. */
export interface FieldProblem {
  readonly message: string
  readonly remedy?: { readonly label: string; readonly run: () => void }
}

/** The look of every control that takes text. */
export const fieldLook =
  'w-full min-w-0 rounded border bg-bg px-2 placeholder:text-faint disabled:opacity-45 aria-invalid:border-err aria-invalid:focus-visible:outline-err border-line enabled:hover:border-faint'
