import type { Page } from '@playwright/test'

/** From now on the server says no to requests of this method whose path ends so; the answer makes it say yes again. */
export async function refuse(
  page: Page,
  method: string,
  path: RegExp,
  query: string | undefined = undefined,
): Promise<() => Promise<void>> {
  const isMeant = (url: URL) =>
    path.test(url.pathname) && (query === undefined || url.searchParams.has(query))
  await page.route(isMeant, (route) =>
    route.request().method() === method ? route.fulfill({ status: 500, body: '' }) : route.fallback(),
  )
  return () => page.unroute(isMeant)
}
