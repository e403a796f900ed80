import { expect, test } from 'vitest'
import { freshGuard, pressed } from './guard.ts'

const key = (name: string, at: number, repeat = false) => ({ key: name, at, repeat })

test('a key pressed as a card appears decides nothing', () => {
  const guard = freshGuard(1000)
  expect(pressed(guard, key('a', 1399), false)).toBe('none')
  expect(pressed(guard, key('d', 1000), false)).toBe('none')
  expect(pressed(guard, key('a', 1400), false)).toBe('approve')
})

test('a key that is held down decides nothing', () => {
  expect(pressed(freshGuard(0), key('a', 5000, true), false)).toBe('none')
  expect(pressed(freshGuard(0), key('A', 5000), false)).toBe('approve')
})

test('what cannot be undone needs A, then Enter', () => {
  const guard = freshGuard(0)
  expect(pressed(guard, key('Enter', 5000), true)).toBe('none')
  expect(pressed(guard, key('a', 5000), true)).toBe('arm')
  const armed = { ...guard, armed: true }
  expect(pressed(armed, key('a', 5100), true)).toBe('none')
  expect(pressed(armed, key('Escape', 5100), true)).toBe('disarm')
  expect(pressed(armed, key('Enter', 5100), true)).toBe('approve')
  expect(pressed(armed, key('Enter', 5100, true), true)).toBe('none')
})

test('Enter approves nothing that is not grave', () => {
  expect(pressed({ since: 0, armed: true }, key('Enter', 5000), false)).toBe('none')
})
