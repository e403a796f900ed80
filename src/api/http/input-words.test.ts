import { expect, test } from 'vitest'
import { z } from 'zod'
import { invalid } from './faults.ts'
import { inputInWords } from './input-words.ts'

const Form = z.strictObject({
  name: z.string().min(1).max(5).optional(),
  word: z.string().min(3).optional(),
  age: z.number().min(1).max(9).optional(),
  tags: z.array(z.string()).min(1).max(2).optional(),
  role: z.enum(['admin', 'viewer']).optional(),
  own: z.string().regex(/^a/, 'begin with an a').optional(),
  needed: z.literal('yes').default('yes'),
})

test.each([
  [{ name: '' }, 'name', 'This is empty.'],
  [{ name: 'abcdef' }, 'name', 'Use at most 5 characters.'],
  [{ word: 'ab' }, 'word', 'Use at least 3 characters.'],
  [{ age: 0 }, 'age', 'Use 1 or more.'],
  [{ age: 10 }, 'age', 'Use 9 or less.'],
  [{ age: 'old' }, 'age', 'This must be a number.'],
  [{ tags: [] }, 'tags', 'Give at least 1.'],
  [{ tags: ['a', 'b', 'c'] }, 'tags', 'Give at most 2.'],
  [{ tags: ['a', 1] }, 'tags.1', 'This must be a string.'],
  [{ role: 'boss' }, 'role', 'Use `admin` or `viewer`.'],
  [{ own: 'b' }, 'own', 'Begin with an a.'],
  [{ color: 'red' }, '', 'There is no `color`.'],
])('%o is told about `%s` in words', (value, field, words) => {
  const parsed = Form.safeParse(value, { error: inputInWords })
  expect(invalid(parsed.error?.issues ?? []).fields).toEqual({ [field]: words })
})

test('one fault speaks for itself, several are counted', () => {
  const say = (value: unknown) =>
    invalid(Form.safeParse(value, { error: inputInWords }).error?.issues ?? []).message
  expect(say({ age: 0 })).toBe('Use 1 or more.')
  expect(say({ age: 0, name: '' })).toBe('2 fields need another look.')
  expect(say(undefined)).toBe('This is missing.')
})
