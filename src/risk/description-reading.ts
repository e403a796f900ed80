import { type Act, meaning } from './act.ts'
import { compareCategories } from './category.ts'
import { verbOf } from './dictionary.ts'
import { foreignStems } from './lexicon/foreign.ts'
import {
  graveStems,
  losesWhatWas,
  manyActions,
  negation,
  noWayBack,
  promisesReadOnly,
} from './lexicon/phrases.ts'
import { determiners, isJoined, isLeadIn, isNoun, ofWords, sentencesOf } from './sentence.ts'
import { kindsOf, type Word, wordsOfText } from './words.ts'

/** A phrase of the description that settles or sharpens what is done. */
export interface Phrase {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What a description says. */
export interface DescriptionReading {
  /** The main verb of the first telling sentence, then the verbs joined to it. */
  readonly acts: readonly Act[]
  readonly readOnly: Phrase | undefined
  readonly final: Phrase | undefined
  readonly loses: Phrase | undefined
  /** The kinds of all nouns at the beginning. */
  readonly kinds: number
  readonly nounPhrase: boolean
  readonly foreign: boolean
  /** It speaks of many actions that it does not name. */
  readonly vast: boolean
}

const reach = 500
const phraseReach = 2000

/** Reads the beginning of a description for what the tool does, and the whole of it for warnings and promises. */
export function readDescription(text: string, name: string, amid: number): DescriptionReading {
  const words = wordsOfText(text, reach)
  const kinds = kindsOf(words.slice(0, 40))
  const sentences = sentencesOf(text, words)
  const lower = text.slice(0, phraseReach).toLowerCase()
  const acts = actsOfText(text, sentences, name.toLowerCase(), amid | kinds)
  const hinted = mentionsPhrase(words, lower)
  const foreignActs = acts.length === 0 && /[^\p{ASCII}]/u.test(text) ? foreignActsOf(text) : []
  return {
    acts: acts.length > 0 ? acts : foreignActs,
    readOnly: hinted ? phrase(text, lower, promisesReadOnly) : undefined,
    final: hinted ? unnegated(text, lower, noWayBack) : undefined,
    loses: hinted ? unnegated(text, lower.slice(0, 350), losesWhatWas) : undefined,
    kinds,
    nounPhrase: namesThing(words),
    foreign: foreignActs.length > 0,
    vast: manyActions.test(lower.slice(0, 300)),
  }
}

/** The acts of the first sentence that tells of any, and grave ones that the sentences after it add. */
function actsOfText(text: string, sentences: readonly Word[][], name: string, amid: number): Act[] {
  for (let at = 0; at < Math.min(4, sentences.length); at += 1) {
    const acts = actsOfSentence(text, withList(text, sentences, at), name, amid)
    if (acts.length === 0) continue
    for (const later of sentences.slice(at + 1, at + 3)) acts.push(...addedBy(text, later, amid))
    return acts
  }
  return []
}

/** "Starts validation jobs": in the third person a later sentence still tells what the tool does. */
function addedBy(text: string, sentence: readonly Word[], amid: number): Act[] {
  const [first, second] = sentence
  if (first?.entry?.form !== 's' || first.entry.verb === undefined || second === undefined) return []
  if (ofWords.has(second.text) || isNoun(text, sentence, 0)) return []
  if (first.entry.verb.base === 'truncate' && bounds.has(second.text)) return []
  const act = actOf(text, sentence, 0, amid)
  return compareCategories(act.says, 'execute') >= 0 ? [act] : []
}

/** "Truncates at 500 lines": without an object, it is the answer that is cut, and by a bound. */
const bounds = new Set(['at', 'to', 'after', 'beyond', 'past', 'if', 'when'])

/** Whether any phrase is worth looking for: a word of one stands at the beginning, or a grave one anywhere. */
function mentionsPhrase(words: readonly Word[], lower: string): boolean {
  if (words.some((word) => word.entry?.phrase === true)) return true
  return lower.length > reach && graveStems.some((stem) => lower.includes(stem, reach))
}

function phrase(text: string, lower: string, pattern: RegExp): Phrase | undefined {
  const match = pattern.exec(lower)
  if (match === null) return undefined
  const end = match.index + match[0].length
  return { text: text.slice(match.index, end), start: match.index, end }
}

function unnegated(text: string, lower: string, pattern: RegExp): Phrase | undefined {
  for (const match of lower.matchAll(pattern)) {
    if (negation.test(lower.slice(Math.max(0, match.index - 48), match.index))) continue
    const end = match.index + match[0].length
    return { text: text.slice(match.index, end), start: match.index, end }
  }
  return undefined
}

/**
 * "State of a device", "Detailed server statistics": known nouns first. "Adopt a device" opens with an unknown word
 * before an article, which is rather a verb that the lexicon lacks.
 */
function namesThing(words: readonly Word[]): boolean {
  const [first, second] = words
  if (first === undefined) return false
  const unknown = (first.entry?.kinds ?? 0) === 0 && first.entry?.leadIn !== true
  if (unknown && second !== undefined && determiners.has(second.text)) return false
  return words.slice(0, 4).some((word) => (word.entry?.kinds ?? 0) !== 0 || word.entry?.form === 's')
}

/** "Manages objects: create, modify, delete": the list after such a verb belongs to it. */
function withList(text: string, sentences: readonly Word[][], at: number): readonly Word[] {
  const sentence = sentences[at] ?? []
  const next = sentences[at + 1]
  const opening = next?.[0]
  const last = sentence.at(-1)
  if (next === undefined || opening === undefined || last === undefined) return sentence
  const listed = text.slice(last.end, opening.start).includes(':') || opening.entry?.form === 'base'
  return listed && sentence.slice(0, 6).some((word) => word.entry?.umbrella === true)
    ? [...sentence, ...next]
    : sentence
}

/** The main verb of one sentence and the verbs joined to it; none for a noun phrase. */
function actsOfSentence(text: string, sentence: readonly Word[], name: string, amid: number): Act[] {
  let at = 0
  while (at < sentence.length && isLeadIn(text, sentence, at, name)) at += 1
  if (sentence[at]?.entry?.verb === undefined) at = afterVague(sentence, at)
  const main = sentence[at]
  if (main?.entry?.verb === undefined || main.entry.form === 'ed' || isNoun(text, sentence, at))
    return bracketed(text, sentence, amid)
  const acts = [actOf(text, sentence, at, amid)]
  const end = Math.min(sentence.length, at + (main.entry.umbrella === true ? 40 : 24))
  for (let index = at + 1; index < end; index += 1)
    if (isJoined(text, sentence, index, main)) acts.push(actOf(text, sentence, index, amid))
  return acts
}

/** "Perform an ES|QL query": after such a verb its object tells the act. */
function afterVague(sentence: readonly Word[], at: number): number {
  const led = sentence.slice(Math.max(0, at - 2), at).some((word) => vagueForms.has(word.text))
  const offset = led ? sentence.slice(at, at + 4).findIndex((word) => word.entry?.form === 'base') : -1
  return offset < 0 ? at : at + offset
}

const vagueForms = new Set([
  'perform',
  'performs',
  'conduct',
  'conducts',
  'do',
  'does',
  'initiate',
  'initiates',
])

/** "Second opinion (starts a job)": what stands in brackets may tell the act where the sentence does not. */
function bracketed(text: string, sentence: readonly Word[], amid: number): Act[] {
  return sentence.flatMap((word, at) =>
    at > 0 && word.entry?.form === 's' && word.entry.verb !== undefined && text[word.start - 1] === '('
      ? [actOf(text, sentence, at, amid)]
      : [],
  )
}

function actOf(text: string, sentence: readonly Word[], at: number, amid: number): Act {
  const word = sentence[at]
  const verb = word?.entry?.verb
  if (word === undefined || verb === undefined) throw new Error('invariant broken: an act without a verb')
  let on = 0
  let head = 0
  for (const other of sentence.slice(at + 1, at + 8)) {
    if (stops.has(other.text)) {
      if (on !== 0) break
      continue
    }
    const kinds = other.entry?.kinds ?? 0
    on |= kinds
    if (kinds !== 0) head = kinds
  }
  const sure = verb.foreign ? 2 : Math.max(2, verb.verbness)
  return {
    where: 'description',
    text: text.slice(word.start, word.end),
    start: word.start,
    end: word.end,
    verb: verb.base,
    verbness: verb.verbness,
    sure,
    pointed: determiners.has(sentence[at + 1]?.text ?? '') || text[word.start - 1] === '(' || at === 0,
    // "Report the versions" tells, "report a bug" sends.
    ...(verb.base === 'report' && !/^an?$/.test(sentence[at + 1]?.text ?? '')
      ? { says: 'read' as const, because: undefined }
      : meaning(verb, { on, head, amid })),
  }
}

const stops = new Set([
  'from',
  'to',
  'in',
  'on',
  'for',
  'with',
  'by',
  'using',
  'and',
  'or',
  'of',
  'into',
  'at',
  'via',
  'as',
  'against',
  'over',
  'across',
  'within',
  'that',
  'which',
  'when',
  'if',
  'so',
])

function foreignActsOf(text: string): Act[] {
  for (const [stem, base] of foreignStems) {
    const start = text.toLowerCase().indexOf(stem)
    const verb = verbOf(base)
    if (start < 0 || verb === undefined) continue
    const company = { on: 0, head: 0, amid: 0 }
    const end = start + stem.length
    return [
      {
        where: 'description',
        text: text.slice(start, end),
        start,
        end,
        verb: base,
        verbness: verb.verbness,
        sure: 2,
        pointed: true,
        ...meaning(verb, company),
      },
    ]
  }
  return []
}
