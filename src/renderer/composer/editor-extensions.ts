import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { setDiagnostics } from '@codemirror/lint'
import { Annotation, EditorState, RangeSetBuilder, type Extension } from '@codemirror/state'
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  placeholder,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view'
import { payloadTokens } from '../../shared/payload/compile-payload'
import type { PayloadScope } from '../../shared/payload/payload-context'
import type { PayloadTokenType } from '../../shared/payload/payload-compilation'
import type { Language } from '../../shared/language/local-text'
import type { PayloadForm } from './payload-draft'
import { variableCompletion } from './variable-completion'

/** Marks changes that this code made, as against typing. */
export const fromOutside = Annotation.define<boolean>()

const tokenLooks: Readonly<Record<PayloadTokenType, Decoration | null>> = {
  escape: Decoration.mark({ class: 'cm-escape' }),
  variable: Decoration.mark({ class: 'cm-variable' }),
  byte: null,
  prefix: Decoration.mark({ class: 'cm-faint' }),
  separator: Decoration.mark({ class: 'cm-faint' }),
  fault: Decoration.mark({ class: 'cm-fault' }),
}

/** Colours what is on screen. No token goes over a line's end, so lines can be taken by themselves. */
function colours(view: EditorView, form: PayloadForm, scope: PayloadScope): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const range of view.visibleRanges) {
    const from = view.state.doc.lineAt(range.from).from
    const to = view.state.doc.lineAt(range.to).to
    for (const token of payloadTokens(form, view.state.sliceDoc(from, to), scope)) {
      const look = tokenLooks[token.type]
      if (look) builder.add(from + token.from, from + token.to, look)
    }
  }
  return builder.finish()
}

/** Escapes, variables and faults in colour. */
function payloadColours(form: PayloadForm, scope: PayloadScope): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = colours(view, form, scope)
      }
      update(update: ViewUpdate): void {
        if (update.docChanged || update.viewportChanged) this.decorations = colours(update.view, form, scope)
      }
    },
    { decorations: (plugin) => plugin.decorations },
  )
}

/** What the editor tells of what happens in it. */
export interface EditorKeys {
  readonly send: () => void
  /** True where the step was taken. */
  readonly history: (step: 'older' | 'newer') => boolean
}

function onEdgeLine({ state }: EditorView, edge: 'first' | 'last'): boolean {
  const { main } = state.selection
  const line = state.doc.lineAt(main.head).number
  return main.empty && line === (edge === 'first' ? 1 : state.doc.lines)
}

function payloadKeys(keys: EditorKeys): Extension {
  const send = () => {
    keys.send()
    return true
  }
  return keymap.of([
    { key: 'Mod-Enter', run: send, preventDefault: true },
    { key: 'ArrowUp', run: (view) => onEdgeLine(view, 'first') && keys.history('older') },
    { key: 'ArrowDown', run: (view) => onEdgeLine(view, 'last') && keys.history('newer') },
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    ...historyKeymap,
  ])
}

/** The look that editors of the window share. */
export const editorLook = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', backgroundColor: 'transparent', color: 'var(--fg)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', fontVariantLigatures: 'none' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--fg)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--fg)' },
  '.cm-placeholder': { color: 'var(--faint)' },
  '.cm-escape': { color: 'var(--accent)' },
  '.cm-variable': { color: 'var(--in)' },
  '.cm-faint': { color: 'var(--faint)' },
  '.cm-fault': { color: 'var(--err)' },
  '.cm-specialChar': { color: 'var(--accent)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--err)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: '6px',
    backgroundColor: 'var(--raised)',
    color: 'var(--fg)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mono)',
    fontSize: '12px',
    maxHeight: '180px',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px !important' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    background: 'var(--accent-bg)',
    color: 'var(--fg)',
  },
  '.cm-completionDetail': { color: 'var(--faint)', fontStyle: 'normal', marginLeft: '10px' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)' },
  '.cm-tooltip.cm-completionInfo': { maxWidth: '280px', padding: '4px 8px', fontSize: '12px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--err)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 30%, transparent)',
  },
})

/** Everything of the editor that stays the same while a payload is composed. */
export function editorBasics(keys: EditorKeys): Extension {
  return [
    // Carriage returns stay what they are: a pasted CR LF is two bytes.
    EditorState.lineSeparator.of('\n'),
    history(),
    drawSelection(),
    highlightSpecialChars(),
    EditorView.lineWrapping,
    payloadKeys(keys),
    editorLook,
  ]
}

/** What changes with form, workspace and language: colours, completion, placeholder, accessible name. */
export function editorForm(
  form: PayloadForm,
  scope: PayloadScope,
  words: { label: string; placeholder: string; language: Language },
): Extension {
  return [
    payloadColours(form, scope),
    variableCompletion(words.language, () => [...(scope.variables ?? [])]),
    placeholder(words.placeholder),
    EditorView.contentAttributes.of({
      'aria-label': words.label,
      'data-testid': 'composer-input',
      'data-focus-stop': '',
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
    }),
  ]
}

/** Underlines the fault at `from`, `length` units long; none takes the mark away. */
export function markFault(
  view: EditorView,
  fault: { readonly index: number; readonly length: number; readonly message: string } | null,
): void {
  const end = view.state.doc.length
  const from = Math.min(fault?.index ?? 0, end)
  const to = Math.min(from + (fault?.length ?? 0), end)
  const marks = fault ? [{ from, to, severity: 'error' as const, message: fault.message }] : []
  view.dispatch(setDiagnostics(view.state, marks))
}
