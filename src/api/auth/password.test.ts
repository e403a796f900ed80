import { expect, test } from 'vitest'
import { isCommonPassword } from './password.ts'

test.each([
  '1234567890',
  'qwertyuiop',
  'PassWord123456',
  'P@ssw0rd2026!',
  'letmein-2026',
  'aaaaaaaaaa',
  'abcabcabcabc',
  'passwordpassword',
  'SallyPort!!!',
  'sallyport2026',
  'ada.lovelace1',
  'Lovelace1815',
  'example.org',
  '123456789012345',
])('`%s` is among the first that are tried', (password) => {
  expect(isCommonPassword(password, 'ada.lovelace@example.org')).toBe(true)
})

test.each([
  'correct horse battery',
  'xK9#mQ2$vL',
  'monkey-dragon-1',
  '日本語のパスワードです',
  'the sallyport of the castle',
  '8293 4012 5567 9013',
  'lovelace and babbage',
])('`%s` is not', (password) => {
  expect(isCommonPassword(password, 'ada.lovelace@example.org')).toBe(false)
})
