import { expect, test } from 'vitest'
import { ApiFault, networkFault } from './api-fault.ts'
import { errorWords, faultWords, fieldFaults, sentence } from './fault-words.ts'

const refused = (code: string, fields = {}) =>
  new ApiFault({ kind: 'refused', code, message: 'it is taken', status: 409, fields, requestId: 'rq_1' })

test('a message of the contract becomes a sentence', () => {
  expect(sentence('use at least 10 characters')).toBe('Use at least 10 characters.')
  expect(sentence('What now?')).toBe('What now?')
})

test('what a schema says by default is said in plain words', () => {
  expect(errorWords({ message: 'Too small: expected string to have >=1 characters' })).toBe(
    'Please fill this in.',
  )
  expect(errorWords({ message: 'Too big: expected string' })).toBe('This is too long.')
  expect(errorWords({ message: 'enter your password' })).toBe('Enter your password.')
  expect(errorWords(undefined)).toBeUndefined()
})

test('a refusal is told at the inputs that it names, else at the one its code stands for', () => {
  expect(fieldFaults(refused('invalid', { slug: 'no' }), ['name', 'slug'])).toEqual([
    { name: 'slug', message: 'No.' },
  ])
  expect(fieldFaults(refused('slug_taken'), ['name', 'slug'], { slug_taken: 'slug' })).toEqual([
    { name: 'slug', message: 'It is taken.' },
  ])
  expect(fieldFaults(refused('internal'), ['name'])).toEqual([])
})

test('a page says why it has nothing to show', () => {
  expect(faultWords(networkFault())).toMatchObject({ cause: 'Sallyport did not answer.' })
  expect(faultWords(refused('conflict'))).toEqual({ cause: 'It is taken.', id: 'rq_1' })
})
