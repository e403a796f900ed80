import { expect, test } from 'vitest'
import { createBuffer, replacement } from './buffer.ts'
import { createDraftKeeper, type PutOutcome } from './draft-keeper.ts'
import { keepLocally, type LocalDraft } from './offline.ts'

function world() {
  const buffer = createBuffer('a')
  const tasks = new Set<() => void>()
  const browser: { draft: LocalDraft | undefined } = { draft: undefined }
  let outcome: PutOutcome = { kind: 'failed', message: 'no line', offline: true }
  const schedule = (task: () => void) => {
    tasks.add(task)
    return () => tasks.delete(task)
  }
  const keeper = createDraftKeeper({
    buffer,
    schedule,
    opened: { draft: null, text: 'a' },
    put: async () => outcome,
  })
  const stop = keepLocally({
    buffer,
    keeper,
    schedule,
    base: () => 3,
    now: () => 7,
    drafts: {
      read: async () => browser.draft,
      write: async (draft) => {
        browser.draft = draft
      },
      forget: async () => {
        browser.draft = undefined
      },
    },
  })
  return {
    keeper,
    browser,
    stop,
    answer: (next: PutOutcome) => {
      outcome = next
    },
    write: (text: string) =>
      buffer.apply(replacement(buffer.state().text, text), { origin: 'form', label: 'x', at: 0 }),
    async tick() {
      for (const task of [...tasks]) {
        tasks.delete(task)
        task()
      }
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve()
    },
  }
}

test('what the server has not stands in the browser, with what it began from', async () => {
  const { write, tick, browser } = world()
  write('b')
  await tick()
  expect(browser.draft).toEqual({ text: 'b', saved: { text: 'a', hash: null }, base: 3, at: 7 })
})

test('once the line is back and the draft saved, the browser forgets it', async () => {
  const { write, tick, browser, answer, keeper } = world()
  write('b')
  await tick()
  answer({ kind: 'kept', draft: { text: 'b', hash: '#b', updatedAt: 9 } })
  keeper.flush()
  await tick()
  await tick()
  expect(keeper.state().kind).toBe('saved')
  expect(browser.draft).toBeUndefined()
})

test('a page that goes away writes the last word first', async () => {
  const { write, tick, browser, stop } = world()
  write('b')
  stop()
  await tick()
  expect(browser.draft?.text).toBe('b')
})

test('a save that ends after the page is left is forgotten here too', async () => {
  const { write, tick, browser, stop, answer, keeper } = world()
  answer({ kind: 'kept', draft: { text: 'b', hash: '#b', updatedAt: 9 } })
  write('b')
  keeper.flush()
  stop()
  await tick()
  await tick()
  expect(browser.draft).toBeUndefined()
})
