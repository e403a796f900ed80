import { expect, test } from 'vitest'
import { type BrokenText, shapelessTexts, unreadableTexts, unsoundTexts, wholeText } from './broken-texts.ts'
import { createBuffer } from './buffer.ts'
import { createJudge, type Judgement } from './reading.ts'
import { createSync } from './sync.ts'

const tool = (name: string) => ({ definition: { name, inputSchema: {} }, category: 'write' as const })
const surroundings = { inventory: { tools: ['list_notes', 'add_note'].map(tool) }, callers: [] }

/** A builder on a text, where all that waits is done at once. */
function opened(text: string) {
  const buffer = createBuffer(text)
  const judge = createJudge()
  const judgements: Judgement[] = []
  const sync = createSync({
    buffer,
    judge(version, asked, show) {
      const judgement = judge({ version, text: asked, now: 0 }, surroundings)
      judgements.push(judgement)
      show(judgement)
    },
    schedule(task) {
      task()
      return () => {}
    },
  })
  sync.judge()
  return { buffer, sync, judgements }
}

function paste({ buffer }: ReturnType<typeof opened>, text: string): void {
  const edit = { offset: 0, length: buffer.state().text.length, text }
  buffer.apply([edit], { origin: 'code', label: 'Paste', at: 0 })
}

function act({ sync }: ReturnType<typeof opened>) {
  return sync.act([{ kind: 'set_action', tool: 'add_note', action: 'deny' }], 'Deny add_note', 0)
}

const all = [...unreadableTexts, ...unsoundTexts, ...shapelessTexts]

test('there are as many as the acceptance asks for, and each is broken in its own way', () => {
  expect(unreadableTexts.length).toBeGreaterThanOrEqual(30)
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length)
  expect(all.every(({ text }) => text !== wholeText)).toBe(true)
})

test.each(unreadableTexts)(
  '$name freezes the form on what it showed, at the line, and loses nothing',
  (broken) => {
    const builder = opened(wholeText)
    const before = builder.sync.state().document
    paste(builder, broken.text)
    const { frozen, document } = builder.sync.state()
    expect(frozen?.line).toBe(broken.line)
    expect(frozen?.message).not.toBe('')
    expect(lineAt(broken.text, frozen?.offset ?? -1)).toBe(broken.line)
    expect(document).toEqual(before)
    expect(act(builder).ok).toBe(false)
    expect(builder.buffer.state().text).toBe(broken.text)
    builder.buffer.undo()
    expect(builder.buffer.state().text).toBe(wholeText)
    expect(builder.sync.state()).toMatchObject({ frozen: undefined, document: before })
  },
)

test.each(unsoundTexts)(
  '$name takes its part out of the form, and the rest goes on',
  ({ text, line, broken }) => {
    const builder = opened(text)
    const state = builder.sync.state()
    expect(state.frozen).toBeUndefined()
    expect(state.broken).toContain(broken)
    expect(state.problems.find(({ severity }) => severity === 'error')?.line).toBe(line)
    expect(act(builder).ok).toBe(true)
    expect(builder.buffer.state().text).toBe(
      text.replace('"add_note": {}', '"add_note": { "action": "deny" }'),
    )
    expect(builder.sync.state().broken).toContain(broken)
    builder.buffer.undo()
    expect(builder.buffer.state().text).toBe(text)
  },
)

test.each(shapelessTexts)('$name is an error, and no form writes into it', ({ text, line }) => {
  const builder = opened(text)
  expect(builder.sync.state().problems[0]).toMatchObject({ severity: 'error', line })
  expect(act(builder).ok).toBe(false)
  expect(builder.buffer.state().text).toBe(text)
})

test.each(all)('$name opens as the first text of a page, with an error at its line', ({ text, line }) => {
  const { sync, buffer, judgements } = opened(text)
  const told = [...sync.state().problems, ...judgements.flatMap(({ problems }) => problems)]
  expect(told.some((problem) => problem.severity === 'error' && problem.line === line)).toBe(true)
  expect(told.map(({ message }) => message).join()).not.toMatch(/\[object |undefined|NaN`? is not/)
  expect(buffer.state()).toMatchObject({ text, undo: undefined })
})

test('a field that must be there and is not is asked for, and the form writes it', () => {
  const text = wholeText.replace('  "default": "deny",\n', '')
  const { sync, buffer } = opened(text)
  expect(sync.state().problems.map(({ message }) => message)).toContain('`default` is missing')
  expect(sync.act([{ kind: 'set_default', value: 'deny' }], 'Set the default to deny', 0).ok).toBe(true)
  expect(sync.state().problems.filter(({ severity }) => severity === 'error')).toEqual([])
  for (const line of text.split('\n')) expect(buffer.state().text).toContain(line)
})

function lineAt(text: string, offset: number): BrokenText['line'] {
  return text.slice(0, offset).split(/\r\n|\n|\r/).length
}
