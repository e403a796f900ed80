import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEdits, type TextEdit } from '#policy'
import { type BufferChange, createBuffer, replacement } from './buffer.ts'

const at = 0
const form = (label = 'x') => ({ origin: 'form', label, at }) as const
const typed = (time = at) => ({ origin: 'code', label: 'typing', at: time }) as const

function insertion(offset: number, text: string): TextEdit[] {
  return [{ offset, length: 0, text }]
}

test('an intention is one step, however many places it touches', () => {
  const buffer = createBuffer('a b c')
  buffer.apply(
    [
      { offset: 0, length: 1, text: 'one' },
      { offset: 4, length: 1, text: '' },
    ],
    form('two places'),
  )
  expect(buffer.state()).toEqual({ text: 'one b ', version: 1, undo: 'two places', redo: undefined })
  expect(buffer.undo()).toBe(true)
  expect(buffer.state()).toEqual({ text: 'a b c', version: 2, undo: undefined, redo: 'two places' })
  expect(buffer.undo()).toBe(false)
})

test('edits that change nothing leave no step and tell nobody', () => {
  const buffer = createBuffer('abc')
  const heard: BufferChange[] = []
  buffer.subscribe((change) => heard.push(change))
  buffer.apply([{ offset: 1, length: 1, text: 'b' }], form())
  buffer.apply([], form())
  expect(buffer.state().version).toBe(0)
  expect(heard).toEqual([])
  expect(buffer.undo()).toBe(false)
})

test('a typed word is one step, and the next word the next', () => {
  const buffer = createBuffer('')
  for (const [index, letter] of [...'deny it'].entries())
    buffer.apply(insertion(index, letter), typed(index * 100))
  buffer.undo()
  expect(buffer.state().text).toBe('deny ')
  buffer.undo()
  expect(buffer.state().text).toBe('')
  buffer.redo()
  buffer.redo()
  expect(buffer.state().text).toBe('deny it')
})

test('a pause, a form action or an undo ends the word', () => {
  const buffer = createBuffer('')
  buffer.apply(insertion(0, 'a'), typed(0))
  buffer.apply(insertion(1, 'b'), typed(2000))
  buffer.apply(insertion(2, 'X'), form())
  buffer.apply(insertion(3, 'c'), typed(2100))
  buffer.undo()
  buffer.apply(insertion(3, 'd'), typed(2200))
  const seen = [buffer.state().text]
  while (buffer.undo()) seen.push(buffer.state().text)
  expect(seen).toEqual(['abXd', 'abX', 'ab', 'a', ''])
})

test('backspaces in a row are one step', () => {
  const buffer = createBuffer('abc')
  buffer.apply([{ offset: 2, length: 1, text: '' }], typed(0))
  buffer.apply([{ offset: 1, length: 1, text: '' }], typed(50))
  buffer.undo()
  expect(buffer.state().text).toBe('abc')
})

test('undo goes back fifty steps and no further', () => {
  const buffer = createBuffer('')
  for (let step = 0; step < 60; step += 1)
    buffer.apply(insertion(step, String(step % 10)), form(`step ${step}`))
  let count = 0
  while (buffer.undo()) count += 1
  expect(count).toBe(50)
  expect(buffer.state().text).toBe('0123456789')
})

test('a new intention forgets what was undone', () => {
  const buffer = createBuffer('a')
  buffer.apply(insertion(1, 'b'), form())
  buffer.undo()
  buffer.apply(insertion(1, 'c'), form())
  expect(buffer.redo()).toBe(false)
  expect(buffer.state().text).toBe('ac')
})

/** Edits of a text that do not overlap, with line breaks, surrogates and quotes among what they put in. */
function editsOf(text: string): fc.Arbitrary<TextEdit[]> {
  return fc
    .array(
      fc.tuple(fc.nat(text.length), fc.nat(6), fc.constantFrom('', 'x', '\r\n', '"a": {}', '🙂', '  ')),
      {
        maxLength: 4,
      },
    )
    .map((parts) => {
      let from = 0
      return parts
        .sort(([a], [b]) => a - b)
        .flatMap(([offset, length, inserted]) => {
          if (offset < from) return []
          const end = Math.min(text.length, offset + length)
          from = end + 1
          return [{ offset, length: end - offset, text: inserted }]
        })
    })
}

test('whatever is done from either pane, undo and redo give the very bytes back, and views can follow', () => {
  const moves = fc.array(fc.constantFrom('form', 'code', 'undo', 'redo'), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), moves, fc.gen(), (initial, plan, generate) => {
      const buffer = createBuffer(initial)
      let view = initial
      buffer.subscribe(({ batches }) => {
        for (const batch of batches) view = applyEdits(view, batch)
      })
      for (const [index, move] of plan.entries()) {
        if (move === 'undo') buffer.undo()
        else if (move === 'redo') buffer.redo()
        else {
          const edits = generate(editsOf, buffer.state().text)
          buffer.apply(edits, { origin: move === 'form' ? 'form' : 'code', label: move, at: index * 400 })
        }
        expect(view).toBe(buffer.state().text)
      }
      const end = buffer.state().text
      let back = 0
      while (buffer.undo()) back += 1
      expect(buffer.state().text).toBe(initial)
      while (buffer.redo()) back -= 1
      expect(back).toBeLessThanOrEqual(0)
      while (buffer.state().text !== end && buffer.undo()) back += 1
      expect(buffer.state().text).toBe(end)
      expect(view).toBe(end)
    }),
  )
})

test('a replacement turns one text into another and touches only what differs', () => {
  expect(replacement('{"a":1}', '{"a":2}')).toEqual([{ offset: 5, length: 1, text: '2' }])
  expect(replacement('same', 'same')).toEqual([])
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      expect(applyEdits(before, replacement(before, after))).toBe(after)
    }),
  )
})
