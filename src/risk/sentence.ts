import { bitsOf } from './dictionary.ts'
import type { Word } from './words.ts'

/** The words of a text, a list for each sentence; a dash, a bar or a closing bracket ends one too. */
export function sentencesOf(text: string, words: readonly Word[]): Word[][] {
  const sentences: Word[][] = []
  let current: Word[] = []
  let end = 0
  for (const word of words) {
    if (current.length > 0 && word.start - end > 1 && isBreak(text, current, text.slice(end, word.start))) {
      sentences.push(current)
      current = []
    }
    current.push(word)
    end = word.end
  }
  if (current.length > 0) sentences.push(current)
  return sentences
}

/** A closing bracket ends what it opened with: "(Beta) Creates a file". */
function isBreak(text: string, current: readonly Word[], gap: string): boolean {
  if (breaks.test(gap)) return true
  const first = current[0]
  return gap.includes(')') && first !== undefined && text[first.start - 1] === '('
}

const looks = bitsOf(['look'])

const breaks = /[.!?|\n:;•–—\]](?=\s|$)|\n| - /

/** Words that lead to the act or away from it, and are not it: "This tool can be used to …". */
export function isLeadIn(text: string, sentence: readonly Word[], at: number, name: string): boolean {
  const word = sentence[at]
  if (word === undefined) return false
  if (word.text === name || /^\d/.test(word.text) || text[word.end] === ':') return true
  if (word.entry === undefined && word.text.endsWith('ly')) return true
  if (asks.has(word.text)) return true
  if (word.text === 'use' && uses.has(sentence[at + 1]?.text ?? '')) return true
  if (word.entry?.leadIn !== true) return false
  const next = sentence[at + 1]
  // "Perform a search", "Call a tool": a verb that leads in is the act itself when no other verb follows soon.
  if (word.entry.verb === undefined) return true
  const later = sentence
    .slice(at + 1, at + 6)
    .some((other) => other.entry?.verb !== undefined && other.entry.leadIn !== true)
  if (word.entry.verb.verbness === 3) return addressees.has(next?.text ?? '')
  return next !== undefined && later
}

/** Words that ask or assert; in a name they make it a question, in a sentence they tell nothing. */
const asks = new Set('who what how why which where when is are has have does can should was'.split(' '))
const uses = new Set(['this', 'when', 'for', 'it'])

const addressees = new Set(['you', 'users', 'user', 'agents', 'clients', 'to', 'us', 'llms', 'ai'])

/** "Logs of a container", "Refund ratio", "Clicks, impressions and spend": the word is a noun. */
export function isNoun(text: string, sentence: readonly Word[], at: number): boolean {
  const word = sentence[at]
  const next = sentence[at + 1]?.text ?? ''
  const verbness = word?.entry?.verb?.verbness ?? 3
  if (next === 'of') return word?.entry?.form !== 'ing'
  if (
    verbness < 3 &&
    word?.entry?.verb?.says === 'financial' &&
    ((sentence[at + 1]?.entry?.kinds ?? 0) & looks) !== 0
  )
    return true
  if (word?.entry?.form === 's' && verbness < 3 && (next === '' || ofWords.has(next) || next === 'to'))
    return true
  return word?.entry?.form === 's' && verbness < 3 && text[word.end] === ','
}

export const ofWords = new Set(['of', 'for', 'from', 'about', 'in', 'that', 'with', 'by', 'is', 'are'])

/** "Creates, updates or deletes": a verb joined to the main one, and no noun that looks like a verb. */
export function isJoined(text: string, sentence: readonly Word[], at: number, main: Word): boolean {
  const word = sentence[at]
  const before = sentence[at - 1]
  const form = word?.entry?.form
  if (word?.entry?.verb === undefined || before === undefined || form === 'ed' || form === 'noun')
    return false
  const gap = text.slice(before.end, word.start)
  const bracketed = /[(/]/.test(gap) || isFirstOfPair(text, sentence, at)
  const joined = bracketed || /[,+&]/.test(gap) || joints.has(before.text)
  if (main.entry?.umbrella === true) return joined || before.text === 'for' || /[:.\n-]/.test(gap)
  if (!joined || (form !== main.entry?.form && !gap.includes('('))) return false
  // "an init/shutdown script" names a thing.
  if (gap === '/' && determiners.has(sentence[at - 2]?.text ?? '')) return false
  if (asks.has(word.text)) return false
  if (gap.includes('(') && word.entry.verb.verbness < 3) return form === 's'
  return isVerbHere(sentence, at, main) || (bracketed && sentence[at + 1] === undefined && form === 'base')
}

/** The first of `add/remove`. */
function isFirstOfPair(text: string, sentence: readonly Word[], at: number): boolean {
  const paired = text[sentence[at]?.end ?? 0] === '/' && sentence[at + 1]?.entry?.form === 'base'
  return paired && !determiners.has(sentence[at - 1]?.text ?? '')
}

/** "Gets builds and runs", "Get build and test results": nouns that look like verbs have no object after them. */
function isVerbHere(sentence: readonly Word[], at: number, main: Word): boolean {
  const entry = sentence[at]?.entry
  const next = sentence[at + 1]
  if (entry?.verb?.verbness === 3) return true
  if (next === undefined) return false
  if (determiners.has(next.text)) return true
  if (entry?.verb?.verbness === 1 || entry?.form === 's') return false
  return (next.entry?.kinds ?? 0) === 0 || main.entry?.verb?.says !== 'read'
}

const joints = new Set(['and', 'or', 'then'])

/** Words that show the one before them to be a verb. */
export const determiners = new Set([
  'the',
  'a',
  'an',
  'its',
  'it',
  'them',
  'all',
  'any',
  'every',
  'this',
  'that',
  'each',
  'one',
  'your',
  'new',
])
