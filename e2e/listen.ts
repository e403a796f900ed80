import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** What the live regions of a page say from now on, and those that come; not what an open dialog would hide. */
export async function listen(page: Page): Promise<string[]> {
  const heard: string[] = []
  await page.exposeFunction('hear', (words: string) => heard.push(words))
  await page.evaluate(() => {
    const tell: unknown = Reflect.get(window, 'hear')
    const live = '[aria-live],[role=status],[role=alert]'
    const say = (region: Element) => {
      const isHidden = region.closest('[aria-hidden=true],[inert]') !== null
      if (!isHidden && typeof tell === 'function') tell(region.textContent)
    }
    // An alert is read when it comes with its words; what is polite must have stood there before.
    const alertsIn = (nodes: NodeList) =>
      [...nodes]
        .filter((node) => node instanceof Element)
        .flatMap((node) => [node, ...node.querySelectorAll('*')].filter((one) => one.matches('[role=alert]')))
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest(live)
        for (const said of region ? [region] : alertsIn(addedNodes)) say(said)
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true })
  })
  return heard
}

/** The same, to ask: waits until words were said. */
export async function listener(page: Page): Promise<(words: string | RegExp) => Promise<void>> {
  const heard = await listen(page)
  return (words) => expect.poll(() => heard.join('\n')).toMatch(words)
}
