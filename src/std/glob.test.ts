import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileGlob } from './glob.ts'

test('a pattern matches as its reading as an expression does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
  fc.assert(
    fc.property(letters, name, (pattern, text) => {
      const wanted = new RegExp(`^${pattern.replaceAll('*', '[^]*')}$`).test(text)
      expect(compileGlob(pattern).matches(text)).toBe(wanted)
    }),
    { numRuns: 5000 },
  )
})

test('many stars take no longer than the name is long', () => {
  const glob = compileGlob('*a'.repeat(2000))
  expect(glob.matches('b'.repeat(100_000))).toBe(false)
  expect(glob.literals).toBe(2000)
})
