import { expect, test } from 'vitest'
import { createTabs, type HandedText, type TabLine } from './tabs.ts'

/** Tabs of one browser: what one says reaches the others before the next thing happens. */
function browser() {
  const lines = new Map<string, (word: unknown) => void>()
  const lineOf = (tab: string): TabLine => ({
    say: (word) => {
      for (const [other, hear] of lines) if (other !== tab) hear(structuredClone(word))
    },
    listen: (hear) => lines.set(tab, hear),
    close: () => lines.delete(tab),
  })
  return (tab: string, text: string) => {
    const own: { text: string; received: [HandedText, boolean][]; handed: number } = {
      text,
      received: [],
      handed: 0,
    }
    const tabs = createTabs({
      line: lineOf(tab),
      tab,
      handOver: async () => {
        own.handed += 1
      },
      current: () => ({ text: own.text, saved: { text: own.text, hash: '#' }, base: 1 }),
      receive: (handed, isWriter) => {
        own.text = handed.text
        own.received.push([handed, isWriter])
      },
    })
    return { ...tabs, own }
  }
}

test('the tab that is opened later has the pen, and goes on from the text of the earlier', async () => {
  const open = browser()
  const first = open('1', 'written in the first')
  const second = open('2', 'from the server')
  await Promise.resolve()
  expect([first.isWriter(), second.isWriter()]).toEqual([false, true])
  expect(first.own.handed).toBe(1)
  expect(second.own.received).toMatchObject([[{ text: 'written in the first' }, true]])
})

test('the pen comes back when it is asked for, with what was written meanwhile', async () => {
  const open = browser()
  const first = open('1', 'a')
  const second = open('2', 'a')
  await Promise.resolve()
  second.own.text = 'written in the second'
  second.tell()
  expect(first.own.text).toBe('written in the second')
  let told = 0
  first.subscribe(() => {
    told += 1
  })
  first.claim()
  await Promise.resolve()
  expect([first.isWriter(), second.isWriter(), told]).toEqual([true, false, 1])
})

test('who looks on says nothing, and words of strangers are not heard', () => {
  const open = browser()
  const first = open('1', 'a')
  const second = open('2', 'b')
  const before = second.own.received.length
  first.tell()
  expect(second.own.received).toHaveLength(before)
})
