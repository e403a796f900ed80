import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { openWorld, type World } from './world.ts'

/** A signed-in person with a workspace of their own. */
export interface Account {
  readonly email: string
  readonly password: string
  readonly workspaceId: string
  /** The API as this person's browser calls it: same cookies, same origin. */
  call(method: string, path: string, body?: unknown): Promise<unknown>
  /** The same for an answer that is not JSON, a stream for one: its whole text. */
  text(method: string, path: string, body?: unknown): Promise<string>
}

interface Fixtures {
  readonly world: World
  readonly page: Page
  readonly account: Account
}

let people = 0

/** Opens an account through the API; its cookies are then in the context. */
export async function signUp(world: World, context: BrowserContext): Promise<Account> {
  people += 1
  const email = `person-${people}@example.com`
  const password = 'a gate of seven bars'
  const text = async (method: string, path: string, body?: unknown): Promise<string> => {
    const answer = await context.request.fetch(`${world.origin}${path}`, {
      method,
      headers: { origin: world.origin },
      ...(method === 'GET' ? {} : { data: body ?? {} }),
    })
    const answered = await answer.text()
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${answered}`)
    return answered
  }
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answered = await text(method, path, body)
    return answered === '' ? undefined : JSON.parse(answered)
  }
  const me = await call('POST', '/api/accounts', { email, password, workspaceName: `Workspace ${people}` })
  return { email, password, workspaceId: firstWorkspace(me), call, text }
}

function firstWorkspace(me: unknown): string {
  const text = JSON.stringify(me)
  const id = text.match(/"workspace":\{"id":"([^"]+)"/)?.[1]
  if (id === undefined) throw new Error(`no workspace in ${text}`)
  return id
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
