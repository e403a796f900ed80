import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MergeChoice, merge, print } from '#policy'
import { createBring, type ToBring } from './bring.ts'

const rule = fc.constantFrom({}, { action: 'deny' }, { action: 'hide', reason: 'Not here.' })
const policies = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), rule, { noNullPrototype: true })
const texts = policies.map((tools) => print({ version: '1', default: 'deny', tools }))
const choices = fc.constantFrom<MergeChoice>({ kind: 'mine' }, { kind: 'theirs' })

test('what crosses from a worker says what the merge itself says, before the choices and after', () => {
  const bring = createBring()
  const across = (asked: ToBring) => structuredClone(bring(structuredClone(asked)))
  fc.assert(
    fc.property(texts, texts, texts, choices, (base, mine, theirs, choice) => {
      const merged = merge({ base, mine, theirs })
      if (!merged.ok) throw new Error(merged.fault.message)
      const none = new Map<string, MergeChoice>()
      const all = new Map(merged.value.conflicts.map(({ key }) => [key, choice]))
      for (const chosen of [none, all]) {
        const { conflicts, merged: parts, resolve } = merged.value
        const expected = { conflicts, merged: parts, text: resolve(chosen) }
        const asked = { texts: { base, mine, theirs }, choices: chosen }
        expect(across(asked)).toEqual({ ok: true, value: expected })
      }
    }),
  )
})

test('a text that cannot be read is told with its side', () => {
  const texts = { base: undefined, mine: '{', theirs: '{}' }
  expect(createBring()({ texts, choices: new Map() })).toMatchObject({ ok: false, fault: { side: 'mine' } })
})
