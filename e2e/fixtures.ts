import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { type Account, openAccount } from './account.ts'
import { openWorld, type World } from './world.ts'

interface Fixtures {
  readonly world: World
  readonly page: Page
  readonly account: Account
}

let people = 0

/** Opens an account through the API; its cookies are then in the context. */
export function signUp(world: World, context: BrowserContext): Promise<Account> {
  people += 1
  return openAccount(`person-${people}`, async (method, path, body) => {
    const answer = await context.request.fetch(`${world.origin}${path}`, {
      method,
      headers: { origin: world.origin },
      ...(method === 'GET' ? {} : { data: body ?? {} }),
    })
    return { ok: answer.ok(), status: answer.status(), text: await answer.text() }
  })
}

/** A page without the watch of the fixture: for what is an error on the console, and meant. */
export async function newPage(world: World, context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  const goto = page.goto.bind(page)
  page.goto = (url, options) => goto(url.startsWith('/') ? world.origin + url : url, options)
  return page
}

/**
 * `world`: a fresh product, so that the first account of each test operates it. `page`: fails the test on any console
 * error, uncaught exception or CSP report. `account`: signed up through the API, its cookies in the page's context.
 */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs off its first parameter
  world: async ({}, use) => {
    const world = await openWorld()
    await use(world)
    await world.end()
  },
  page: async ({ page, world }, use) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`))
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        throw new Error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)
      })
    })
    const goto = page.goto.bind(page)
    page.goto = (url, options) => goto(url.startsWith('/') ? world.origin + url : url, options)
    await use(page)
    expect(complaints).toEqual([])
  },
  account: async ({ context, world }, use) => {
    await use(await signUp(world, context))
  },
})

export { expect } from '@playwright/test'
