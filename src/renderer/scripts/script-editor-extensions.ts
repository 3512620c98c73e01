import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language'
import { lintGutter } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Language } from '../../shared/language/local-text'
import { editorLook } from '../composer/editor-extensions'
import { scriptCompletion } from './script-completion'

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--in)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--event)' },
  { tag: tags.comment, color: 'var(--faint)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--out)' },
])

const look = EditorView.theme({
  '.cm-gutters': {
    backgroundColor: 'var(--panel)',
    color: 'var(--faint)',
    borderRight: '1px solid var(--line-soft)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 50%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--hover)', color: 'var(--muted)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--sel)' },
  '.cm-gutter-lint': { width: '14px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '3px 1px' },
  '.cm-lint-marker': { width: '11px', height: '11px' },
})

/** Everything of the editor of scripts that stays the same. Ctrl+S applies; Escape, then Tab, leaves the editor. */
export function scriptEditorBasics(apply: () => void): Extension {
  const run = () => {
    apply()
    return true
  }
  return [
    EditorState.tabSize.of(2),
    indentUnit.of('  '),
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    bracketMatching(),
    indentOnInput(),
    javascript({ typescript: true }),
    syntaxHighlighting(colours),
    keymap.of([
      { key: 'Mod-s', run, preventDefault: true },
      { key: 'Mod-Enter', run, preventDefault: true },
      indentWithTab,
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
      ...historyKeymap,
    ]),
    editorLook,
    look,
  ]
}

/** What changes with the language: completion, placeholder, accessible name. */
export function scriptEditorWords(words: {
  label: string
  placeholder: string
  language: Language
}): Extension {
  return [
    scriptCompletion(words.language),
    placeholder(words.placeholder),
    EditorView.contentAttributes.of({
      'aria-label': words.label,
      'data-testid': 'script-input',
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
    }),
  ]
}
