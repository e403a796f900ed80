import type { Page } from '@playwright/test'
import type { Sign, Taken } from './probe.ts'

/** A key, or what a person does with the mouse. */
export type Doing = string | (() => Promise<void>)

/** Does something and answers when the page has shown what must follow; null when it does not follow in time. */
export async function timedOrNot(
  page: Page,
  doing: Doing,
  sign: Sign,
  patience: number,
): Promise<Taken | null> {
  await page.evaluate((wanted) => window.bench.arm(wanted), sign)
  if (typeof doing === 'string') await page.keyboard.press(doing)
  else await doing()
  return page.evaluate((ms) => window.bench.taken(ms), patience)
}

export async function timed(page: Page, doing: Doing, sign: Sign): Promise<Taken> {
  const taken = await timedOrNot(page, doing, sign, 30_000)
  if (taken === null) throw new Error(`it was never seen: ${JSON.stringify(sign)}`)
  return taken
}
