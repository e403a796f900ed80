import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Slug } from '#model/server'
import { slugChoice, slugOf } from './slug.ts'

test.each([
  ['Prod FortiManager (EU)', 'prod-fortimanager-eu'],
  ['Größe & Maß', 'grosse-mass'],
  ['数据库', 'server'],
  ['--', 'server'],
  ['a'.repeat(80), 'a'.repeat(32)],
])('%s becomes %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})

test('any name gives a slug, and so does any choice of it; no two choices are one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 100 }), (name, count) => {
      const slug = slugOf(name)
      expect(Slug.safeParse(slug).success).toBe(true)
      expect(Slug.safeParse(slugChoice(slug, count)).success).toBe(true)
      expect(slugChoice(slug, count)).not.toBe(slugChoice(slug, count - 1))
    }),
  )
})
