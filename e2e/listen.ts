import type { Page } from '@playwright/test'
import { z } from 'zod'
import { expect } from './fixtures.ts'

/** What was said, after how many keys, clicks and letters, and when, in milliseconds of the page. */
interface Said {
  readonly words: string
  readonly done: number
  readonly at: number
}

const Told = z.tuple([z.string(), z.number(), z.number()])

/**
 * What a screen reader says of the live regions of a page from now on, and of those that come: of a region that is atomic all of
 * it, else what is new in it; not what an open dialog hides.
 */
async function listen(page: Page): Promise<Said[]> {
  const heard: Said[] = []
  await page.exposeFunction('hear', (...told: unknown[]) => {
    const [words, done, at] = Told.parse(told)
    heard.push({ words, done, at })
  })
  await page.evaluate(() => {
    const tell: unknown = Reflect.get(window, 'hear')
    let done = 0
    for (const deed of ['keydown', 'pointerdown', 'input'])
      document.addEventListener(deed, () => (done += 1), { capture: true })
    const textOf = (node: Node) => {
      const copy = node.cloneNode(true)
      if (copy instanceof Element)
        for (const unread of copy.querySelectorAll('[aria-hidden=true]')) unread.remove()
      return (copy.textContent ?? '').replace(/\s+/g, ' ').trim()
    }
    const say = (node: Node) => {
      const element = node instanceof Element ? node : node.parentElement
      if (!element?.isConnected || element.closest('[aria-hidden=true],[inert]') !== null) return
      const words = textOf(node)
      if (words !== '' && typeof tell === 'function') tell(words, done, performance.now())
    }
    // By themselves a status and an alert are atomic, and other live regions are not.
    const whole = (node: Node) => {
      const element = node instanceof Element ? node : node.parentElement
      const atom = element?.closest('[aria-atomic],[role=status],[role=alert],[aria-live]')
      return atom && (atom.getAttribute('aria-atomic') ?? String(atom.hasAttribute('role'))) === 'true'
        ? atom
        : node
    }
    // An alert is read when it comes with its words; what is polite must have stood there before.
    const alertsIn = (node: Node) => {
      if (!(node instanceof Element)) return []
      return node.matches('[role=alert]') ? [node] : [...node.querySelectorAll('[role=alert]')]
    }
    const spokenOf = ({ target, addedNodes, type }: MutationRecord): Node[] => {
      const fresh = type === 'characterData' ? [target] : [...addedNodes]
      const element = target instanceof Element ? target : target.parentElement
      const region = element?.closest('[aria-live],[role=status],[role=alert]') ?? undefined
      if (region === undefined) return fresh.flatMap(alertsIn)
      return region.getAttribute('aria-live') === 'off' ? [] : fresh.map(whole)
    }
    new MutationObserver((changes) => {
      for (const node of new Set(changes.flatMap(spokenOf))) say(node)
    }).observe(document.body, { childList: true, characterData: true, subtree: true })
  })
  return heard
}

/** As long as two sentences are one answer to what was done, if nothing was done between them. */
const breathMs = 1000

function saidTwice(heard: readonly Said[]): string[] {
  const isSame = (a: Said, b: Said) => a.words === b.words && a.done === b.done && b.at - a.at < breathMs
  return heard
    .filter((one, at) => heard.slice(0, at).some((before) => isSame(before, one)))
    .map(({ words }) => words)
}

/**
 * Waits until words are said after those that were waited for before, and answers what was said in between; nothing may be said
 * twice in one breath.
 */
export async function listener(page: Page): Promise<(words: string | RegExp) => Promise<string[]>> {
  const heard = await listen(page)
  let from = 0
  return async (words) => {
    const isMeant = (said: Said) =>
      typeof words === 'string' ? said.words.includes(words) : words.test(said.words)
    const find = () => heard.slice(from).find(isMeant)
    await expect
      .poll(() => find()?.words ?? heard.slice(from).map((said) => said.words), `to hear ${words}`)
      .toEqual(expect.stringMatching(/./))
    const found = find()
    const before = heard.slice(from, found && heard.indexOf(found)).map((said) => said.words)
    if (found !== undefined) from = heard.indexOf(found) + 1
    expect(saidTwice(heard)).toEqual([])
    return before
  }
}
