import type { Page } from '@playwright/test'
import { countStolen } from '../stolen-time.ts'
import type { Sign, Taken } from './probe.ts'

/** A key, or what a person does with the mouse. */
export type Doing = string | (() => Promise<void>)

export interface Timed extends Taken {
  /** Whether the host gave time that this machine wanted meanwhile to others: then it tells of them, and not of the page. */
  readonly isDisturbed: boolean
}

/** Does something and answers when the page has shown what must follow; null when it does not follow in time. */
export async function timedOrNot(
  page: Page,
  doing: Doing,
  sign: Sign,
  patience: number,
): Promise<Timed | null> {
  await page.evaluate((wanted) => window.bench.arm(wanted), sign)
  const stolen = countStolen()
  if (typeof doing === 'string') await page.keyboard.press(doing)
  else await doing()
  const taken = await page.evaluate((ms) => window.bench.taken(ms), patience)
  return taken && { ...taken, isDisturbed: (stolen() ?? 0) > 0 }
}

export async function timed(page: Page, doing: Doing, sign: Sign): Promise<Timed> {
  const taken = await timedOrNot(page, doing, sign, 30_000)
  if (taken === null) throw new Error(`it was never seen: ${JSON.stringify(sign)}`)
  return taken
}
