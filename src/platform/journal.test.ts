import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openJournal } from './journal.ts'

let dir = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-'))
})

afterEach(() => {
  rmSync(dir, { recursive: true })
})

function files(): string[] {
  return readdirSync(dir).filter((name) => name.endsWith('.jsonl'))
}

function recoveredIds(): string[] {
  const journal = openJournal(dir)
  journal.close()
  return journal.recovered.map((entry) => entry.id)
}

test('what was written is recovered by the next run, in order', () => {
  const journal = openJournal(dir)
  expect(journal.recovered).toEqual([])
  journal.write('a', { tool: 'read', text: 'with\na break' })
  journal.write('b', [1, null])
  journal.close()
  const next = openJournal(dir)
  expect(next.recovered).toEqual([
    { id: 'a', line: { tool: 'read', text: 'with\na break' } },
    { id: 'b', line: [1, null] },
  ])
  next.close()
})

test('what is written soon is in the file when that is said: a lone line at once, a crowd by one write', async () => {
  const journal = openJournal(dir)
  const size = () => statSync(join(dir, files()[0] ?? '')).size
  expect(journal.writeSoon('alone', 0)).toBeUndefined()
  const one = size()
  expect(one).toBeGreaterThan(0)
  const crowd = [journal.writeSoon('a', 1), journal.writeSoon('b', 'é')]
  expect(size()).toBe(one)
  await Promise.all(crowd)
  expect(recoveredIds()).toEqual(['alone', 'a', 'b'])
  journal.close()

  const next = openJournal(dir)
  const sizes = new Set<number>()
  const lines = Array.from({ length: 50 }, async (_, n) => {
    await next.writeSoon(`more${n}`, n)
    sizes.add(size())
  })
  await Promise.all(lines)
  expect(sizes.size).toBe(2)
  // After a crowd even the first waits for others.
  const before = size()
  const first = next.writeSoon('first', 1)
  expect(size()).toBe(before)
  next.write('now', 2)
  await first
  expect(recoveredIds().slice(-2)).toEqual(['now', 'first'])
  next.close()
})

test('what waits to be written is written before the journal closes', () => {
  const journal = openJournal(dir)
  void journal.writeSoon('a', 1)
  void journal.writeSoon('b', 2)
  journal.close()
  expect(recoveredIds()).toEqual(['a', 'b'])
})

test('when the file cannot be written, all who wait hear of it and nothing of theirs is open', async () => {
  const journal = openJournal(dir)
  journal.close()
  expect(() => journal.writeSoon('a', 1)).toThrow()
  for (const one of [journal.writeSoon('b', 2), journal.writeSoon('c', 3)])
    await expect(one).rejects.toThrow()
  expect(recoveredIds()).toEqual([])
})

test('a torn last line is as if it had never been begun', () => {
  const journal = openJournal(dir)
  journal.write('a', 1)
  journal.close()
  appendFileSync(join(dir, files()[0] ?? ''), '["b",{"to')
  expect(recoveredIds()).toEqual(['a'])
})

test('recovered lines stay until they are settled, however often recovery dies', () => {
  const journal = openJournal(dir)
  journal.write('a', 1)
  journal.write('b', 2)
  journal.close()
  expect(recoveredIds()).toEqual(['a', 'b'])
  const second = openJournal(dir)
  second.settle(['a'])
  second.close()
  expect(recoveredIds()).toEqual(['a', 'b'])
})

test('settled lines go with a rotation, open ones are carried over, and one file is left', () => {
  const journal = openJournal(dir, { rotateBytes: 1000 })
  journal.write('held', { since: 1 })
  for (let n = 0; n < 500; n++) {
    journal.write(`call${n}`, { n })
    journal.settle([`call${n}`])
  }
  expect(files()).toHaveLength(1)
  expect(statSync(join(dir, files()[0] ?? '')).size).toBeLessThan(1100)
  journal.close()
  expect(recoveredIds()[0]).toBe('held')
})

test('the file is bounded by twice what is open', () => {
  const journal = openJournal(dir, { rotateBytes: 100 })
  for (let n = 0; n < 1000; n++) journal.write(`call${n}`, 'x'.repeat(10))
  expect(statSync(join(dir, files()[0] ?? '')).size).toBeLessThan(1000 * 30 * 2)
  journal.close()
  expect(recoveredIds()).toHaveLength(1000)
})

/** Writes so much that another file is to be begun, again and again. */
function writeMany(journal: ReturnType<typeof openJournal>): string[] {
  const ids = Array.from({ length: 100 }, (_, n) => `call${n}`)
  for (const id of ids) journal.write(id, 'x'.repeat(10))
  return ids
}

test('where no file can be begun, the one that there is takes more, and nobody is refused', () => {
  const faults: unknown[] = []
  const journal = openJournal(dir, { rotateBytes: 100, onFault: (fault) => faults.push(fault) })
  const away = `${dir}-away`
  renameSync(dir, away)
  const ids = writeMany(journal)
  expect(faults.length).toBeGreaterThan(0)
  expect(faults.length).toBeLessThan(ids.length)
  renameSync(away, dir)
  journal.write('last', 0)
  journal.close()
  expect(recoveredIds()).toEqual([...ids, 'last'])
})

test.runIf(existsSync('/dev/full') && existsSync('/proc/self/fd'))(
  'a file that could not be begun for want of room is not left open',
  () => {
    const faults: unknown[] = []
    const journal = openJournal(dir, { rotateBytes: 100, onFault: (fault) => faults.push(fault) })
    symlinkSync('/dev/full', join(dir, 'intents.2.jsonl.new'))
    const openFiles = () => readdirSync('/proc/self/fd').length
    const before = openFiles()
    const ids = writeMany(journal)
    expect(faults.length).toBeGreaterThan(1)
    expect(openFiles()).toBe(before)
    journal.close()
    rmSync(join(dir, 'intents.2.jsonl.new'))
    expect(recoveredIds()).toEqual(ids)
  },
)

test('an old file that cannot be removed holds up nothing', () => {
  const faults: unknown[] = []
  const journal = openJournal(dir, { rotateBytes: 100, onFault: (fault) => faults.push(fault) })
  const stuck = join(dir, 'intents.0.jsonl')
  mkdirSync(stuck)
  const ids = writeMany(journal)
  expect(faults.length).toBeGreaterThan(0)
  rmSync(stuck, { recursive: true })
  journal.close()
  expect(recoveredIds()).toEqual(ids)
  expect(files()).toHaveLength(1)
})

test('two files left by a death in mid-rotation are one journal', () => {
  const journal = openJournal(dir)
  journal.write('a', 1)
  journal.write('b', 2)
  journal.close()
  appendFileSync(join(dir, 'intents.9.jsonl'), '["a",1]\n["b",2]\n["c",3]\n')
  appendFileSync(join(dir, 'intents.10.jsonl.new'), '["a",1]\n')
  expect(recoveredIds()).toEqual(['a', 'b', 'c'])
  expect(files()).toEqual(['intents.10.jsonl'])
})

test('every line that was acknowledged survives SIGKILL', async () => {
  const writer = `
    import { openJournal } from ${JSON.stringify(join(import.meta.dirname, 'journal.ts'))}
    const journal = openJournal(process.argv[1], { rotateBytes: 4096 })
    for (let n = 0; ; n++) {
      journal.write('call' + n, { n })
      process.stdout.write(n + '\\n')
      if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', writer, dir])
  let said = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    said += chunk
    if (said.includes('\n500\n')) break
  }
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  const last = Number(said.trim().split('\n').slice(0, -1).at(-1))
  const recovered = new Set(recoveredIds())
  for (let n = 0; n <= last; n++) expect(recovered.has(`call${n}`)).toBe(true)
})
