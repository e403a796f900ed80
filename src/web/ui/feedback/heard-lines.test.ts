import { expect, test } from 'vitest'
import { type HeardLine, withLine } from './heard-lines.ts'

function said(...sentences: readonly (readonly [text: string, at: number])[]): readonly HeardLine[] {
  return sentences.reduce<readonly HeardLine[]>((lines, [text, at]) => withLine(lines, text, at), [])
}

const texts = (lines: readonly HeardLine[]) => lines.map(({ text }) => text)

test('what is said in the same breath is all there, in its order', () => {
  expect(texts(said(['Version 2 is enforced.', 5000], ['No error.', 5000], ['4 of 5 shown', 5900]))).toEqual([
    'Version 2 is enforced.',
    'No error.',
    '4 of 5 shown',
  ])
})

test('what was said long before is gone when the next is said', () => {
  expect(texts(said(['Saved.', 0], ['Denied.', 1000]))).toEqual(['Denied.'])
})

test('the same words twice are two elements, at once or later', () => {
  const [first, second] = said(['Saved.', 0], ['Saved.', 10])
  expect(first?.key).not.toBe(second?.key)
  const before = said(['Saved.', 0])
  expect(withLine(before, 'Saved.', 5000)[0]?.key).not.toBe(before[0]?.key)
})
