import type { Page } from '@playwright/test'
import fc from 'fast-check'
import { z } from 'zod'
import { type FormAction, formAction, type Parsed, parse } from '../src/policy/index.ts'
import type { Account } from './account.ts'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'

/** ux.md §5, point 7, through the page as it is built. SEED and ROUND_TRIPS for more, or for the same again. */
const documents = Number(process.env['ROUND_TRIPS'] ?? 4)
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
const stepsEach = 8
/** A draft is stored in a few milliseconds, and there are sixteen in each document. */
const soon = { intervals: [5, 10, 20, 50, 100] }

/** The tools of the demo server. */
const tools = ['list_notes', 'add_note', 'run_report', 'delete_note', 'pay_invoice']
const letters = { a: 'allow', l: 'limit', r: 'ask', d: 'deny', h: 'hide' } as const satisfies Record<
  string,
  FormAction
>

/** Texts as people write them: comments in every place, both line ends, tabs, commas at the end, one line or many. */
const texts = fc
  .record({
    eol: fc.constantFrom('\n', '\r\n'),
    indent: fc.constantFrom('  ', '\t', '    '),
    comma: fc.boolean(),
    isLine: fc.boolean(),
    rules: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...tools, 'gone', 'get_*'),
        body: fc.constantFrom(
          '{}',
          '{ "action": "deny" }',
          '{"action":"require_approval","reason":"ask // them"}',
          '{ /* kept */ "limits": [{ "counter": "c", "window": "minute", "max": 5, "scope": "grant" }] }',
          '{ "deny_if": [ { "conditions": [ { "path": "args.n", "op": "gt", "value": 1 } ] } ], }',
        ),
        above: fc.constantFrom('', '/* a note */', '/* ä "quoted" note */'),
        after: fc.constantFrom('', ' /* why */'),
      }),
      { selector: ({ name }) => name, maxLength: 6 },
    ),
  })
  .map(({ eol, indent, comma, isLine, rules }) => {
    const lines = rules.flatMap(({ name, body, above, after }, index) => {
      const end = index < rules.length - 1 || comma ? ',' : ''
      return [...(above === '' ? [] : [above]), `"${name}": ${body}${end}${after}`]
    })
    const inner = lines.map((line) => `${indent}${indent}${line}`)
    const open = rules.length === 0 ? '{}' : ['{', ...inner, `${indent}}`].join(eol)
    const head = [
      `${indent}"version": "1", /* one */ "default": "deny",`,
      `${indent}"tools": ${open} /* tail */`,
    ]
    const text = ['// head', '{', ...head, '}', ''].join(eol)
    return isLine ? text.replaceAll(eol, ' ').replace('// head', '/* head */') : text
  })

const plans = fc.record({
  text: texts,
  steps: fc.array(
    fc.record({ tool: fc.constantFrom(...tools), letter: fc.constantFrom('a', 'l', 'r', 'd', 'h') }),
    { minLength: stepsEach, maxLength: stepsEach },
  ),
})

const Draft = z.object({ text: z.string() })
const Created = z.object({ id: z.string() })

async function draftOf(account: Account, policyId: string) {
  return Draft.nullable().parse((await account.call('GET', `/api/policies/${policyId}/draft`)) ?? null)
}

/** What the page shows of a tool; the list is filtered to it, and so draws it. */
function shown(page: Page, tool: string) {
  return page.getByRole('grid').getByRole('group', { name: `Action for ${tool}` })
}

/** Where two texts differ, as a stretch of the first, and what stands there in the second. */
function difference(before: string, after: string) {
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from += 1
  let same = 0
  while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same])
    same += 1
  return { from, to: before.length - same, text: after.slice(from, after.length - same) }
}

/** Only the rule of the tool is touched, or, for one that is new, nothing that was there is taken away. */
function expectLocal(before: Parsed, after: string, tool: string, told: string): void {
  if (after === before.text) return
  const { from, to, text } = difference(before.text, after)
  const key = before.locateKey(`/tools/${tool}`)
  const value = before.locate(`/tools/${tool}`)
  if (key !== undefined && value !== undefined) {
    expect(from, told).toBeGreaterThanOrEqual(key.offset)
    expect(to, told).toBeLessThanOrEqual(value.offset + value.length)
    // A comma may come before a comment and the rule behind it; what was between them is still there.
  } else expect(text, told).toContain(before.text.slice(from, to).trim())
}

test('what is done in the list changes its own bytes and no others', async ({ page, account }) => {
  test.setTimeout(120_000 + documents * 60_000)
  const enforced = { version: '1', default: 'deny', tools: {} }
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, enforced)
  let number = 0
  for (const { text, steps } of fc.sample(plans, { numRuns: documents, seed })) {
    // A policy of its own for each text: its first draft is this one, byte for byte.
    number += 1
    const name = `Text ${number}`
    const made = await account.call('POST', `/api/servers/${gate.serverId}/policies`, { name, text })
    const policyId = Created.parse(made).id
    await page.goto(`/servers/${gate.serverId}/policies/${policyId}`)
    await expect(page.getByRole('grid')).toBeVisible()
    let before = parse(text)
    const seen = [text]
    for (const { tool, letter } of steps) {
      const action = letters[letter]
      const told = `SEED=${seed} ${letter} ${tool}\n${before.text}`
      await page
        .getByRole('row')
        .filter({ has: page.getByTitle(tool, { exact: true }) })
        .first()
        .click()
      await page.keyboard.press(letter)
      await expect(shown(page, tool).locator('input:checked'), told).toHaveValue(action)
      await page.keyboard.press('ControlOrMeta+S')
      const rule = before.document?.tools?.[tool]
      const isSame = rule !== undefined && formAction(rule) === action
      if (!isSame)
        await expect
          .poll(async () => (await draftOf(account, policyId))?.text, { ...soon, message: told })
          .not.toBe(before.text)
      const after = parse((await draftOf(account, policyId))?.text ?? '')
      expectLocal(before, after.text, tool, `${told}\nbecame\n${after.text}`)
      expect(formAction(after.document?.tools?.[tool] ?? {}), told).toBe(action)
      if (after.text !== before.text) seen.push(after.text)
      before = after
    }
    for (const earlier of seen.toReversed().slice(1)) {
      await page.keyboard.press('ControlOrMeta+Z')
      await page.keyboard.press('ControlOrMeta+S')
      await expect.poll(async () => (await draftOf(account, policyId))?.text, soon).toBe(earlier)
    }
  }
})
