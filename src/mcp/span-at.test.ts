import { expect, test } from 'vitest'
import { spanAt } from './span-at.ts'

const text = '{"params": {"_meta" : {"progressToken":\t"a" }, "requestId":12}, "requestId": 3}'

test('a path leads to the value inside, not to one of the same name elsewhere', () => {
  const span = spanAt(text, 'params', '_meta', 'progressToken')
  expect(span && text.slice(span.start, span.end)).toBe('"a"')
  const id = spanAt(text, 'params', 'requestId')
  expect(id && text.slice(id.start, id.end)).toBe('12')
})

test('a path that ends early leads nowhere', () => {
  expect(spanAt(text, 'params', 'requestId', 'more')).toBeUndefined()
  expect(spanAt(text, 'result', 'x')).toBeUndefined()
})
