import { expect, test } from 'vitest'
import { look, verbOf } from '../dictionary.ts'
import { phraseWords } from './phrases.ts'
import { twins } from './twins.ts'
import { verbs } from './verbs.ts'

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '')

test('every verb has one meaning of its own', () => {
  const all = Object.values(verbs).flatMap((text) => words(text).map((word) => word.replace(/[~?]$/, '')))
  expect(all.filter((verb, index) => all.indexOf(verb) !== index)).toEqual([])
})

test('every verb of a twin is in the lexicon', () => {
  const unknown = twins.flatMap((twin) => words(twin.verbs).filter((verb) => verbOf(verb) === undefined))
  expect(unknown).toEqual([])
})

test('no twin stands behind another that always wins', () => {
  const always = new Set<string>()
  const hidden: string[] = []
  for (const twin of twins)
    for (const verb of words(twin.verbs)) {
      if (always.has(verb)) hidden.push(verb)
      const { on, head, amid, not, notHead, notAmid } = twin
      if ([on, head, amid, not, notHead, notAmid].every((kinds) => kinds === undefined)) always.add(verb)
    }
  expect(hidden).toEqual([])
})

test('every word that opens the search for a phrase is known', () => {
  expect(words(phraseWords).filter((word) => look(word)?.phrase !== true)).toEqual([])
})
