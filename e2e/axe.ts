import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** WCAG 2.2 AA as far as axe can tell; `where` names the place in a failure. */
export async function expectNoViolation(page: Page, where?: string): Promise<void> {
  await page.evaluate(settled)
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
  expect(found, where).toEqual([])
}

/** A colour on its way from one to another has a contrast of its own; what moves for ever is not waited for. */
async function settled(): Promise<void> {
  const ending = document
    .getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(ending.map(({ finished }) => finished))
}

/** Has the page, and each that it goes to, wear a theme; returns once it does. */
export async function wear(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
}

/** Waits until everything has come that was on its way: a page of grey bars has no violation. */
export async function expectDrawn(page: Page): Promise<void> {
  await expect(page.getByRole('status', { name: /^(Loading|Working out|Looking)/ })).toHaveCount(0)
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}

/** The same at the narrowest width that a page must fit into (WCAG 1.4.10); the page stays that narrow. */
export async function expectFitsNarrow(page: Page, where?: string): Promise<void> {
  await page.setViewportSize({ width: 320, height: 800 })
  await expectNotSideways(page, where)
  await expectNoViolation(page, where)
}

export async function expectNotSideways(page: Page, where?: string): Promise<void> {
  // What is laid out anew for another width comes a moment after it.
  await expect
    .poll(
      () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      where,
    )
    .toBeLessThanOrEqual(0)
}
