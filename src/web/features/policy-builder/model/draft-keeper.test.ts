import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBuffer, replacement } from './buffer.ts'
import { createDraftKeeper, type KeptDraft, type PutOutcome } from './draft-keeper.ts'

/** A server that keeps one draft and answers when it is told to. */
function world(initial = 'a') {
  const server: { draft: KeptDraft | null; count: number } = { draft: null, count: 0 }
  const puts: { text: string; expected: string | null }[] = []
  const answers: (() => void)[] = []
  const tasks = new Set<{ run: () => void; ms: number }>()
  let broken = false
  function store(text: string): KeptDraft {
    server.count += 1
    server.draft = { text, hash: `#${text}`, updatedAt: server.count }
    return server.draft
  }
  function answer(text: string, expected: string | null): PutOutcome {
    if (broken) return { kind: 'failed', message: 'no answer', offline: true }
    if ((server.draft?.hash ?? null) !== expected) return { kind: 'stale', theirs: server.draft }
    return { kind: 'kept', draft: store(text) }
  }
  const buffer = createBuffer(initial)
  const keeper = createDraftKeeper({
    buffer,
    opened: { draft: null, text: initial },
    schedule(run, ms) {
      const task = { run, ms }
      tasks.add(task)
      return () => tasks.delete(task)
    },
    put(text, expected) {
      puts.push({ text, expected })
      return new Promise((resolve) => answers.push(() => resolve(answer(text, expected))))
    },
  })
  return {
    buffer,
    keeper,
    server,
    puts,
    store,
    breakLine: (value: boolean) => {
      broken = value
    },
    waits: () => [...tasks].map(({ ms }) => ms),
    write: (text: string) =>
      buffer.apply([{ offset: 0, length: buffer.state().text.length, text }], {
        origin: 'form',
        label: 'x',
        at: 0,
      }),
    tick() {
      for (const task of [...tasks]) {
        tasks.delete(task)
        task.run()
      }
    },
    async answerAll() {
      for (const run of answers.splice(0)) run()
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

test('a draft is saved two seconds after the last change, with the hash of the one it replaces', async () => {
  const { write, waits, tick, puts, answerAll, keeper } = world()
  write('b')
  write('c')
  expect(waits()).toEqual([2000])
  expect(keeper.state()).toEqual({ kind: 'changed' })
  tick()
  expect(keeper.state()).toEqual({ kind: 'saving' })
  await answerAll()
  expect(keeper.state()).toEqual({ kind: 'saved', at: 1 })
  write('d')
  keeper.flush()
  await answerAll()
  expect(puts).toEqual([
    { text: 'c', expected: null },
    { text: 'd', expected: '#c' },
  ])
})

test('what is written while a save is under way is saved after it, and never beside it', async () => {
  const { write, tick, puts, answerAll, keeper } = world()
  write('b')
  tick()
  write('c')
  keeper.flush()
  expect(puts).toHaveLength(1)
  await answerAll()
  expect(keeper.state()).toEqual({ kind: 'changed' })
  tick()
  await answerAll()
  expect(puts.map(({ text }) => text)).toEqual(['b', 'c'])
  expect(keeper.state().kind).toBe('saved')
})

test('undoing back to what is saved needs no save', () => {
  const { write, buffer, waits, keeper } = world()
  write('b')
  buffer.undo()
  expect(waits()).toEqual([])
  expect(keeper.state()).toEqual({ kind: 'saved', at: null })
})

test('a draft that another tab saved is not overwritten: a person chooses', async () => {
  const { write, tick, answerAll, keeper, store, server, buffer } = world()
  store('theirs')
  write('mine')
  tick()
  await answerAll()
  expect(keeper.state()).toMatchObject({ kind: 'stale', theirs: { text: 'theirs' }, base: 'a' })
  write('mine still')
  tick()
  expect(server.draft?.text).toBe('theirs')
  keeper.bring(replacement(buffer.state().text, 'theirs'), 'Take over', 0)
  expect(buffer.state().text).toBe('theirs')
  expect(keeper.state().kind).toBe('saved')
  buffer.undo()
  expect(buffer.state().text).toBe('mine still')
})

test('what both wrote, brought together, is saved over what the other saved', async () => {
  const { write, tick, answerAll, keeper, store, server, buffer } = world()
  store('theirs')
  write('mine')
  tick()
  await answerAll()
  keeper.bring(replacement(buffer.state().text, 'theirs and mine'), 'Merge', 0)
  tick()
  await answerAll()
  expect(server.draft?.text).toBe('theirs and mine')
  expect(keeper.state().kind).toBe('saved')
})

test('who gives the pen away saves first and then nothing, until it comes back', async () => {
  const { write, tick, answerAll, keeper, server, puts } = world()
  write('b')
  const given = keeper.handOver()
  await answerAll()
  await given
  expect(server.draft?.text).toBe('b')
  expect(keeper.state()).toEqual({ kind: 'elsewhere' })
  write('c')
  tick()
  keeper.flush()
  expect(puts).toHaveLength(1)
  keeper.takeOver({ text: 'b', hash: '#b' })
  tick()
  await answerAll()
  expect(puts.at(-1)).toEqual({ text: 'c', expected: '#b' })
})

test('keeping the own text replaces theirs, knowingly', async () => {
  const { write, tick, answerAll, keeper, store, server } = world()
  store('theirs')
  write('mine')
  tick()
  await answerAll()
  keeper.keepMine()
  await answerAll()
  expect(server.draft?.text).toBe('mine')
  expect(keeper.state().kind).toBe('saved')
})

test('the same text saved elsewhere is no conflict', async () => {
  const { write, tick, answerAll, keeper, store } = world()
  store('same')
  write('same')
  tick()
  await answerAll()
  expect(keeper.state()).toEqual({ kind: 'saved', at: 1 })
})

test('a failed save says so and is tried again by itself', async () => {
  const { write, tick, answerAll, keeper, breakLine, waits, server } = world()
  breakLine(true)
  write('b')
  tick()
  await answerAll()
  expect(keeper.state()).toEqual({ kind: 'failed', message: 'no answer', offline: true })
  expect(waits()).toEqual([10_000])
  breakLine(false)
  tick()
  await answerAll()
  expect(server.draft?.text).toBe('b')
})

test('a text whose publication was undone is a draft again', async () => {
  const { write, tick, answerAll, keeper, server } = world()
  write('b')
  tick()
  await answerAll()
  server.draft = null
  keeper.forget('b')
  expect(keeper.state()).toEqual({ kind: 'saved', at: null })
  keeper.rebase('a')
  expect(keeper.state()).toEqual({ kind: 'changed' })
  tick()
  await answerAll()
  expect(server.draft).toMatchObject({ text: 'b' })
})

test('however two tabs write, no text that was saved is replaced unseen', async () => {
  const moves = fc.array(fc.constantFrom('write', 'tick', 'answer', 'other', 'take', 'keep', 'undo'), {
    maxLength: 60,
  })
  await fc.assert(
    fc.asyncProperty(moves, async (plan) => {
      const { write, tick, answerAll, keeper, store, server, buffer } = world()
      let theirs: string | undefined
      let written = 0
      const play: Record<string, () => void | Promise<void>> = {
        write: () => write(`mine ${++written}`),
        tick,
        answer: answerAll,
        take: () => {
          const state = keeper.state()
          if (state.kind !== 'stale' || state.theirs === null) return
          keeper.bring(replacement(buffer.state().text, state.theirs.text), 'Take over', 0)
        },
        keep: keeper.keepMine,
        undo: () => void buffer.undo(),
        other: () => {
          theirs = store(`theirs ${++written}`).text
        },
      }
      for (const move of plan) {
        const state = keeper.state()
        const seen = state.kind === 'stale' && state.theirs?.text === theirs
        await play[move]?.()
        if (seen && (move === 'keep' || move === 'take')) theirs = undefined
        if (theirs !== undefined) expect(server.draft?.text).toBe(theirs)
      }
    }),
    { numRuns: 1000 },
  )
})
