import type { Category } from './category.ts'
import { formsOf, pluralOf, type VerbForm } from './inflect.ts'
import { foreignWords } from './lexicon/foreign.ts'
import { type ObjectKind, objects } from './lexicon/objects.ts'
import { leadIns, phraseWords, umbrellaVerbs } from './lexicon/phrases.ts'
import { type Twin, twins } from './lexicon/twins.ts'
import { irregularForms, verbs } from './lexicon/verbs.ts'

/** How surely a word is a verb in a name: 3 wherever it stands, 2 mostly, 1 seldom. */
type Verbness = 1 | 2 | 3

export interface Verb {
  readonly base: string
  readonly says: Category
  readonly verbness: Verbness
  readonly twins: readonly ReadTwin[]
  readonly foreign: boolean
}

/** What the dictionary knows of one word, as it is written. */
export interface Entry {
  verb?: Verb
  form?: VerbForm
  /** The kinds of objects it names, as a set of bits. */
  kinds: number
  leadIn?: boolean
  umbrella?: boolean
  /** It may belong to a phrase such as "cannot be undone". */
  phrase?: boolean
}

/** A twin with its kinds as bits. */
export interface ReadTwin {
  readonly on: number
  readonly head: number
  readonly amid: number
  readonly not: number
  readonly notHead: number
  readonly notAmid: number
  readonly says: Category
  readonly because: string
}

const kindNames = Object.keys(objects)

/** The bits of some kinds. */
export function bitsOf(kinds: readonly ObjectKind[] | undefined): number {
  return (kinds ?? []).reduce((bits, kind) => bits | (2 ** kindNames.indexOf(kind)), 0)
}

const entries = new Map<string, Entry>()
const verbsByBase = new Map<string, Verb>()

function entryOf(word: string): Entry {
  const known = entries.get(word)
  if (known !== undefined) return known
  const fresh: Entry = { kinds: 0 }
  entries.set(word, fresh)
  return fresh
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}

function readTwin(twin: Twin): ReadTwin {
  const { says, because } = twin
  const on = bitsOf(twin.on)
  return {
    on,
    head: bitsOf(twin.head),
    amid: bitsOf(twin.amid),
    not: bitsOf(twin.not),
    notHead: bitsOf(twin.notHead),
    notAmid: bitsOf(twin.notAmid),
    says,
    because,
  }
}

const twinsByVerb = new Map<string, ReadTwin[]>()
for (const twin of twins)
  for (const base of words(twin.verbs)) {
    const list = twinsByVerb.get(base)
    if (list === undefined) twinsByVerb.set(base, [readTwin(twin)])
    else list.push(readTwin(twin))
  }

function defineVerb(marked: string, says: Category): void {
  const base = marked.replace(/[~?]$/, '')
  const verbness: Verbness = marked.endsWith('?') ? 1 : marked.endsWith('~') ? 2 : 3
  const verb: Verb = { base, says, verbness, twins: twinsByVerb.get(base) ?? [], foreign: false }
  verbsByBase.set(base, verb)
  for (const [word, form] of formsOf(base)) defineForm(word, form, verb)
}

// INVARIANT: a base form is never hidden by another verb's inflection (`process` is not the plural of `proces`).
function defineForm(word: string, form: VerbForm, verb: Verb): void {
  const entry = entryOf(word)
  if (entry.verb !== undefined && form !== 'base') return
  entry.verb = verb
  entry.form = form
}

const categoriesInOrder: readonly Category[] = ['read', 'write', 'execute', 'destructive', 'financial']
for (const category of categoriesInOrder)
  for (const marked of words(verbs[category])) defineVerb(marked, category)

for (const pair of irregularForms.trim().split(/\s*,\s*/)) {
  const [word = '', base = ''] = pair.split(' ')
  const verb = verbsByBase.get(base)
  if (verb !== undefined && word !== base)
    defineForm(word, /(?:ion|al)$/.test(word) ? 'noun' : word.endsWith('ing') ? 'ing' : 'ed', verb)
}

for (const pair of foreignWords.trim().split(/\s*,\s*/)) {
  const [word = '', base = ''] = pair.split(' ')
  const verb = verbsByBase.get(base)
  if (verb !== undefined && entries.get(word)?.verb === undefined)
    defineForm(word, 'base', { ...verb, foreign: true })
}

for (const kind of kindNames) {
  const bit = 2 ** kindNames.indexOf(kind)
  for (const noun of words(objects[kind as ObjectKind])) {
    entryOf(noun).kinds |= bit
    entryOf(pluralOf(noun)).kinds |= bit
  }
}

for (const word of words(phraseWords)) entryOf(word).phrase = true
for (const word of words(leadIns)) entryOf(word).leadIn = true
for (const word of words(umbrellaVerbs)) for (const [form] of formsOf(word)) entryOf(form).umbrella = true

/** What is known of a word in lower case, if anything. */
export function look(word: string): Entry | undefined {
  return entries.get(word)
}

/** An English verb by its base form. */
export function verbOf(base: string): Verb | undefined {
  return verbsByBase.get(base)
}
