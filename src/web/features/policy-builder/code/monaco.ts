// Monaco as we use it: an editor with JSON, and none of its other languages. Imported lazily, as one chunk.
import { editor, KeyCode, KeyMod, languages, MarkerSeverity, Range, Uri } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
// 0.57: the feature's own module registers no controller, and without it there is no completion at all.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
// 0.57: the comparison of texts comes after the editor has closed its list of services, and this one must be on it.
import 'monaco-editor/editor/contrib/documentSymbols/browser/outlineModel'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/snippet/register'
import 'monaco-editor/features/suggest/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import { createTokenizationSupport } from 'monaco-editor/languages/features/json/tokenization'

declare global {
  interface Window {
    MonacoEnvironment?: { getWorker: (id: string, label: string) => Worker }
  }
}

window.MonacoEnvironment = { getWorker: () => new EditorWorker() }

// Of Monaco's JSON only the colours are used, and not the language, which brings a worker of its own. What can be written, what
// a word means, what folds and what is wrong are told by us, from the language and this server's tools: its own way wants one
// schema of all tools, which would be many megabytes. Nor do we ever reformat a text.
languages.register({ id: 'json' })
languages.setTokensProvider('json', createTokenizationSupport(true))
languages.setLanguageConfiguration('json', {
  wordPattern: /(-?\d*\.\d\w*)|([^[{\]}:",\s]+)/g,
  comments: { lineComment: '//', blockComment: ['/*', '*/'] },
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}', notIn: ['string'] },
    { open: '[', close: ']', notIn: ['string'] },
    { open: '"', close: '"', notIn: ['string'] },
  ],
})

/**
 * All brackets have the one colour that the tokens give them, and no second tree is kept in step for more. To be called once
 * an editor stands: making one has Monaco read its own options again.
 */
export function plainBrackets(model: editor.ITextModel): void {
  model.updateOptions({
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  })
}

export { editor, KeyCode, KeyMod, languages, MarkerSeverity, Range, Uri }
