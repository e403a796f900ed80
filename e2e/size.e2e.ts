import { brotliCompressSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { expectDrawn } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { openGate } from './gate.ts'

/** ux.md §4.2: what a first visit may fetch of scripts, in bytes as brotli sends them. Monaco is fetched on demand. */
const mostBytes = 180 * 1024

/** The builder carries the language too, RE2 and all: a text is read, and its tests are run, in the page. Not counted: its worker. */
const mostBuilderBytes = 400 * 1024

/** Each file costs a browser about a millisecond to ask for and to compile, whatever is in it. */
const mostBuilderFiles = 45

/** Goes to a page in a browser that has nothing yet, and sums up the scripts that came until it stood there. */
async function scriptsOf(page: Page, path: string, heading: RegExp): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  const waits: Promise<void>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    const name = new URL(response.url()).pathname
    if (name.includes('.worker-')) return
    waits.push(response.body().then((body) => void sizes.set(name, brotliCompressSync(body).length)))
  })
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
  await expectDrawn(page)
  await page.waitForLoadState('load')
  await Promise.all(waits)
  page.removeAllListeners('response')
  return sizes
}

/** So that a failure names what is large. */
function told(sizes: ReadonlyMap<string, number>): string {
  const largest = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 12)
  return largest.map(([name, size]) => `${name} ${size}`).join('\n')
}

function sum(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((all, one) => all + one, 0)
}

test('a visitor and a member fetch little before the first page stands', async ({
  page,
  account,
  browser,
  world,
}) => {
  expect(account.workspaceId).not.toBe('')
  const visitor = await browser.newPage({ baseURL: world.origin })
  const signIn = await scriptsOf(visitor, '/sign-in', /Sign in/)
  await visitor.close()
  expect(sum(signIn), told(signIn)).toBeLessThanOrEqual(mostBytes)

  const servers = await scriptsOf(page, '/servers', /Servers/)
  expect(sum(servers), told(servers)).toBeLessThanOrEqual(mostBytes)
  process.stdout.write(`sign-in ${sum(signIn)}, servers ${sum(servers)} bytes of scripts\n`)
})

test('the builder stands before any editor was fetched', async ({ page, account }) => {
  const policy = { version: '1', default: 'deny', tools: { list_notes: {} } }
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, policy)
  // Fetched ahead when nothing else is to do; the page must not wait for it, so here it never comes.
  await page.route(/code-editor/, () => {})
  const scripts = await scriptsOf(page, `/servers/${gate.serverId}/policies/${gate.policyId}`, /ops/)
  await expect(page.getByRole('grid')).toBeVisible()
  process.stdout.write(`builder ${sum(scripts)} bytes of scripts\n${told(scripts)}\n`)
  expect(sum(scripts), told(scripts)).toBeLessThanOrEqual(mostBuilderBytes)
  expect(scripts.size, told(scripts)).toBeLessThanOrEqual(mostBuilderFiles)
})

test('what a page is made of is fetched while the server is still asked who is here', async ({
  page,
  account,
}) => {
  const gate = await openGate(account, 'Demo', { kind: 'demo' }, { version: '1', default: 'deny' })
  let answer = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/api/me', async (route) => {
    await answered
    await route.continue()
  })
  const code = [/builder-page-/, /shell-/].map((name) => page.waitForResponse(name))
  await page.goto(`/servers/${gate.serverId}/policies/${gate.policyId}`)
  await Promise.all(code)
  await expect(page.getByRole('heading', { level: 1, name: 'ops' })).toBeHidden()
  answer()
  await expect(page.getByRole('grid')).toBeVisible()
})
