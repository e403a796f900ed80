import type { Inventory, Parsed } from '#policy'
import { foldsOf } from './folds.ts'
import { contextAt } from './json-context.ts'
import { type editor, languages, Range } from './monaco.ts'
import { aboutAt, type Lexicon, lexiconOf, mostOffers, type Offer, offersAt } from './offers.ts'

const lexicons = new Map<string, Lexicon>()
const readings = new Map<string, () => Parsed>()

/** Teaches the editor of one text what may be written in it, and how it is read; answers how to forget it. */
export function teachTools(model: editor.ITextModel, inventory: Inventory, read: () => Parsed): () => void {
  register()
  const key = model.uri.toString()
  lexicons.set(key, lexiconOf(inventory))
  readings.set(key, read)
  return () => {
    lexicons.delete(key)
    readings.delete(key)
  }
}

let registered = false

/** Monaco has one set of providers for all its editors. */
function register(): void {
  if (registered) return
  registered = true
  languages.registerCompletionItemProvider('json', {
    triggerCharacters: ['"', ':', ' ', '[', '{', ','],
    provideCompletionItems: (model, position) => completionsAt(model, model.getOffsetAt(position)),
  })
  languages.registerHoverProvider('json', {
    provideHover: (model, position) => hoverAt(model, model.getOffsetAt(position)),
  })
  languages.registerFoldingRangeProvider('json', { provideFoldingRanges: foldsIn })
}

function completionsAt(model: editor.ITextModel, offset: number): languages.CompletionList | undefined {
  const lexicon = lexicons.get(model.uri.toString())
  const text = model.getValue()
  const context = lexicon && contextAt(text, offset)
  if (lexicon === undefined || context === undefined) return undefined
  const offers = offersAt(lexicon, context)
  const range = rangeOf(model, context.start, context.end)
  const after = followerOf(text, context.end)
  const isName = context.kind === 'name'
  return {
    incomplete: offers.length >= mostOffers,
    suggestions: offers.map((offer, index) => ({
      label: { label: offer.label, ...(offer.detail !== undefined && { description: offer.detail }) },
      kind: isName ? languages.CompletionItemKind.Property : languages.CompletionItemKind.Value,
      range,
      insertText: insertOf(offer, { isName, after }),
      insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet,
      // What is matched is the word with its quotes, for the word that is replaced has them too.
      filterText: offer.json,
      sortText: String(index).padStart(5, '0'),
      ...(offer.about !== undefined && { documentation: offer.about }),
    })),
  }
}

/** The sign that comes next, comments and white space aside. */
function followerOf(text: string, from: number): string {
  const rest = text.slice(from, from + 2000)
  return rest.replace(/^(?:\s+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)+/, '').charAt(0)
}

/** The text that is put in, with the caret where one goes on writing; a comma where another entry follows without one. */
function insertOf({ json, value }: Offer, { isName, after }: { isName: boolean; after: string }): string {
  const word = json.replace(/[\\$}]/g, '\\$&')
  if (isName && after === ':') return word
  const begun = isName ? `${word}: ${(value ?? '').replace(/[\]}"]$/, '$0$&')}` : word
  return after === '"' ? `${begun},` : begun
}

function hoverAt(model: editor.ITextModel, offset: number): languages.Hover | undefined {
  const lexicon = lexicons.get(model.uri.toString())
  const context = lexicon && contextAt(model.getValue(), offset)
  const offer = lexicon && context && aboutAt(lexicon, context)
  if (context === undefined || offer === undefined || context.word === '') return undefined
  const head = `**${plain(offer.label)}**${offer.detail === undefined ? '' : ` (${plain(offer.detail)})`}`
  return {
    range: rangeOf(model, context.start, context.end),
    contents: [{ value: head }, ...(offer.about === undefined ? [] : [{ value: plain(offer.about) }])],
  }
}

/** THREAT: a description is written by a server, and must not become a link or a picture in our page. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&:/]/g, '\\$&')
}

const folded = new WeakMap<editor.ITextModel, languages.FoldingRange[]>()

/** Rules and all that is longer than a line; while the text is broken, as it was when it was whole. */
function foldsIn(model: editor.ITextModel): languages.FoldingRange[] {
  // As it was read for the form: by lines, which the editor counts alike, and once.
  const parsed = readings.get(model.uri.toString())?.()
  const folds = parsed?.root === undefined ? (folded.get(model) ?? []) : foldsOf(parsed.text, parsed.root)
  folded.set(model, folds)
  return folds
}

function rangeOf(model: editor.ITextModel, start: number, end: number): Range {
  const from = model.getPositionAt(start)
  const to = model.getPositionAt(end)
  return new Range(from.lineNumber, from.column, to.lineNumber, to.column)
}
