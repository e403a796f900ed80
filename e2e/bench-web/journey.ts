import type { CDPSession, Page } from '@playwright/test'
import type { Account } from '../account.ts'
import { openGate } from '../gate.ts'
import { startReplay } from '../upstreams/replay.ts'
import { type Enforcing, enforcing } from './enforcing.ts'
import { installProbe, type Taken } from './probe.ts'
import { type Timed, timed, timedOrNot } from './timed.ts'
import { benchPolicy, benchTools, filterOf, type Tool } from './tools.ts'

/** What was measured with so many tools. */
export interface Measured {
  readonly tools: number
  readonly source: string
  readonly bytes: number
  readonly parse: number
  readonly open: number
  readonly formToCode: readonly Timed[]
  /** Milliseconds of a processor for one action and its undoing, workers and drawing included: what a busy machine leaves alone. */
  readonly processor: number
  readonly codeToForm: readonly Timed[]
  readonly bulk: Taken & { readonly rows: number }
  readonly undo: Taken & { readonly steps: number | undefined }
  readonly filter: readonly Timed[]
  /** From a click on a row to its rule beside the list. */
  readonly openRow: readonly Timed[]
  /** From the letter that breaks the text to the banner that says where. */
  readonly broken: readonly Timed[]
  readonly enforcing: Enforcing
  readonly framesPerSecond: number
  readonly rows: number
  readonly slowFrames: string
  readonly heap: number
  readonly heapWithCode: number
}

export interface Bench {
  readonly account: Account
  readonly page: Page
  readonly origin: string
  readonly count: number
  /** Called before and after the actions of the form, for a profiler. */
  readonly watch: (name: string, work: () => Promise<void>) => Promise<void>
}

/** So many that one in twenty is more than the worst of them. */
const repeats = 40

/** Drives the builder as a person does, with real keys, over an upstream of so many tools. */
export async function measure(bench: Bench): Promise<Measured> {
  const { account, page, origin, count, watch } = bench
  const { tools, source } = benchTools(count)
  const policy = benchPolicy(tools)
  const upstream = await startReplay(tools)
  const transport = { kind: 'http', url: upstream.url } as const
  const gate = await openGate(account, `Bench ${count}`, transport, policy)
  const text = JSON.stringify(policy, null, 2)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  await page.addInitScript(installProbe)
  const path = `${origin}/servers/${gate.serverId}/policies/${gate.policyId}`
  const started = Date.now()
  await page.goto(path)
  await page.getByRole('grid').getByRole('row').nth(3).waitFor()
  const open = Date.now() - started
  await page.waitForTimeout(3000)
  const heap = await heapOf(devtools)
  // Ten seconds of sixty frames.
  const { rows, frames, slow, perSecond } = await page.evaluate(() => window.bench.mostRows(600))
  const filter = await filterTimes(page)
  const openRow = await rowTimes(page)
  await page.getByRole('tab', { name: 'Code' }).click()
  await page.locator('.monaco-editor .view-lines').waitFor()
  await page.waitForTimeout(3000)
  let typed: Pick<Measured, 'codeToForm' | 'broken'> = { codeToForm: [], broken: [] }
  await watch('code-to-form', async () => {
    typed = await codeTimes(page, tools)
  })
  const formToCode: Timed[] = []
  const before = await metricOf(devtools, 'ProcessTime')
  await watch('form-to-code', async () => {
    formToCode.push(...(await formTimes(page, tools)))
  })
  const processor = ((await metricOf(devtools, 'ProcessTime')) - before) * 1000
  const draft = async () => JSON.stringify(await account.call('GET', `/api/policies/${gate.policyId}/draft`))
  const bulk = await bulkTimes({ page, tools, watch, text, draft })
  const measured = {
    tools: tools.length,
    source,
    bytes: text.length,
    parse: await page.evaluate((json) => window.bench.parseTime(json), text),
    open,
    formToCode,
    processor: processor / formToCode.length,
    ...typed,
    ...bulk,
    filter,
    openRow,
    framesPerSecond: perSecond,
    rows,
    slowFrames: `${slow} of ${frames}`,
    heap,
    heapWithCode: await heapOf(devtools),
    enforcing: await enforcing({ account, page, origin, tools }),
  }
  await devtools.detach()
  await upstream.end()
  return measured
}

/** Bytes in use after a collection, of the page itself. */
async function heapOf(devtools: CDPSession): Promise<number> {
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage')
  return metricOf(devtools, 'JSHeapUsedSize')
}

async function metricOf(devtools: CDPSession, wanted: string): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === wanted)?.value ?? 0
}

function grid(page: Page) {
  return page.getByRole('grid')
}

const searchBox = 'Filter the tools'

async function setFilter(page: Page, words: string): Promise<void> {
  const before = await grid(page).getAttribute('aria-rowcount')
  await page.getByRole('searchbox', { name: searchBox }).fill(words)
  if (before !== null)
    await page.waitForFunction(
      (was) => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') !== was,
      before,
    )
}

const filterWords = [
  'delete',
  'list',
  'update',
  'get',
  'create',
  'user',
  'set',
  'search',
  'policy',
  'message',
  'add',
  'issue',
]

/** Words typed a letter at a time; a letter that leaves the list as it is says nothing. */
async function filterTimes(page: Page): Promise<Timed[]> {
  const times: Timed[] = []
  const box = page.getByRole('searchbox', { name: searchBox })
  for (const word of filterWords) {
    await box.fill('')
    await page.waitForTimeout(200)
    for (const letter of word) {
      const than = (await grid(page).getAttribute('aria-rowcount')) ?? ''
      const one = await timedOrNot(page, letter, { what: 'other-count', than }, 1500)
      if (one !== null) times.push(one)
    }
  }
  await box.fill('')
  await page.waitForTimeout(300)
  return times
}

/** Rows clicked one after the other, as they stand at three places of the list: of fewer, one in twenty is only the worst. */
async function rowTimes(page: Page): Promise<Timed[]> {
  const times: Timed[] = []
  for (const place of [0, 1 / 3, 2 / 3]) {
    await grid(page).evaluate((list, share) => list.scrollTo(0, list.scrollHeight * share), place)
    await page.waitForTimeout(500)
    const names = await page
      .getByRole('row')
      .locator('[title]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''))
    for (const name of names.slice(5, 20)) {
      const row = page.getByRole('row').filter({ has: page.getByTitle(name, { exact: true }) })
      const opened = await timedOrNot(page, () => row.first().click(), { what: 'heading', words: name }, 3000)
      if (opened !== null) times.push(opened)
      await page.waitForTimeout(200)
    }
  }
  return times
}

/** One rule is written anew again and again, as one who types: `deny`, `hide`, `deny` … */
async function codeTimes(
  page: Page,
  tools: readonly Tool[],
): Promise<Pick<Measured, 'codeToForm' | 'broken'>> {
  const tool = tools[Math.floor(tools.length / 10) * 5 + 1]?.name ?? ''
  await setFilter(page, `name:/^${tool}$/`)
  await grid(page).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('e')
  await page.locator('.monaco-editor.focused').waitFor()
  await page.waitForTimeout(500)
  for (const key of ['ArrowDown', 'End', 'ArrowLeft']) await page.keyboard.press(key)
  const times: Timed[] = []
  for (let turn = 0; turn < repeats; turn += 1) {
    const action = turn % 2 === 0 ? 'hide' : 'deny'
    for (let letter = 0; letter < 4; letter += 1) await page.keyboard.press('Backspace')
    await page.keyboard.insertText(action.slice(0, 3))
    await page.waitForTimeout(60)
    times.push(await timed(page, action.slice(3), { what: 'row', tool, action }))
    await page.waitForTimeout(500)
  }
  const broken = await brokenTimes(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await setFilter(page, '')
  return { codeToForm: times, broken }
}

/** A letter after the string that was just written, and away with it, again and again. */
async function brokenTimes(page: Page): Promise<Timed[]> {
  const times: Timed[] = []
  await page.keyboard.press('End')
  for (let turn = 0; turn < repeats; turn += 1) {
    times.push(await timed(page, 'x', { what: 'button', words: 'Go to error' }))
    await timed(page, 'Backspace', { what: 'button', words: 'Go to error', not: true })
    await page.waitForTimeout(300)
  }
  return times
}

/** Tools denied and allowed one after the other, each seen in the code. */
async function formTimes(page: Page, tools: readonly Tool[]): Promise<Timed[]> {
  const start = filterOf(tools, repeats * 2)
  await setFilter(page, start)
  await grid(page).focus()
  await page.keyboard.press('Home')
  const times: Timed[] = []
  for (let turn = 0; times.length < repeats && turn < repeats * 2; turn += 1) {
    await page.keyboard.press('ArrowDown')
    await page.waitForTimeout(350)
    const name = await page.evaluate(
      () => document.querySelector('[role=row][aria-selected=true] [title]')?.getAttribute('title') ?? '',
    )
    if (name === '') continue
    const reason = `"${name}": {`
    await page.waitForFunction(
      (words) =>
        document
          .querySelector('.monaco-editor .view-lines')
          ?.textContent?.replaceAll('\u00a0', ' ')
          .includes(words) === true,
      reason,
    )
    const was = await page.evaluate(
      (tool) =>
        [...document.querySelectorAll('[role=grid] fieldset')]
          .find((group) => group.getAttribute('aria-label') === `Action for ${tool}`)
          ?.querySelector<HTMLInputElement>('input:checked')?.value,
      name,
    )
    if (was === 'hide') continue
    // Hidden is a word that no rule of the bench has yet, so its place in the code is this rule's.
    times.push(await timed(page, 'h', { what: 'code', words: '"action": "hide"' }))
    await page.keyboard.press('ControlOrMeta+Z')
    await page.waitForTimeout(400)
  }
  await setFilter(page, '')
  return times
}

interface Bulk {
  readonly page: Page
  readonly tools: readonly Tool[]
  readonly watch: Bench['watch']
  /** What the draft says before, for all that was done until then was undone. */
  readonly text: string
  readonly draft: () => Promise<string>
}

async function bulkTimes({
  page,
  tools,
  watch,
  text,
  draft,
}: Bulk): Promise<Pick<Measured, 'bulk' | 'undo'>> {
  await setFilter(page, filterOf(tools, 300))
  await grid(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ControlOrMeta+a')
  await page.waitForTimeout(300)
  const tool = await page.evaluate(
    () =>
      document
        .querySelector('[role=grid] fieldset')
        ?.getAttribute('aria-label')
        ?.replace('Action for ', '') ?? '',
  )
  let bulk: Taken = { ms: 0, began: 0, longest: 0 }
  await watch('bulk', async () => {
    bulk = await timed(page, 'h', { what: 'row', tool, action: 'hide' })
  })
  const between = await settled(draft)
  const undone = await timed(page, 'ControlOrMeta+Z', { what: 'row', tool, action: 'hide', not: true })
  let after = await settled(draft)
  // A busy machine saves late; what was undone is there in the end, or never.
  for (let look = 0; look < 4 && after !== text; look += 1) after = await settled(draft)
  return {
    bulk: { ...bulk, rows: hides(between) },
    undo: { ...undone, steps: after === text ? 1 : undefined },
  }
}

/** The draft once it stands still: it is saved two seconds after the last change. */
async function settled(draft: () => Promise<string>): Promise<string> {
  await new Promise((tell) => setTimeout(tell, 4000))
  const text: unknown = JSON.parse(await draft())
  return typeof text === 'object' && text !== null && 'text' in text ? String(text.text) : ''
}

function hides(text: string): number {
  return text.split('"action": "hide"').length - 1
}
