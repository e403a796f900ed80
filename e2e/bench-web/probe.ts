/** What stands in the page for the bench: it takes times where they happen, from the event to the frame that shows it. */
interface Probe {
  /** From here on the next key or click begins, and the first frame in which `sign` holds ends. */
  readonly arm: (sign: Sign) => void
  /** What was armed, once it was seen; null when it was not within `patience` milliseconds. */
  readonly taken: (patience: number) => Promise<Taken | null>
  /** Milliseconds of `JSON.parse` of a text, median: how quick this machine is now. */
  readonly parseTime: (text: string) => number
  /** The most rows that were in the document at once while the list was scrolled through. */
  readonly mostRows: (frames: number) => Promise<Scrolled>
}

/** What must be seen. */
export type Sign =
  | { readonly what: 'code'; readonly words: string }
  | { readonly what: 'row'; readonly tool: string; readonly action: string; readonly not?: boolean }
  | { readonly what: 'other-count'; readonly than: string }
  /** A button with these words, or none. */
  | { readonly what: 'button'; readonly words: string; readonly not?: boolean }
  /** The heading of the rule beside the list. */
  | { readonly what: 'heading'; readonly words: string }
  /** These words anywhere, in whole or in part. */
  | { readonly what: 'words'; readonly words: string }

interface Scrolled {
  readonly rows: number
  readonly frames: number
  readonly slow: number
  readonly perSecond: number
}

export interface Taken {
  readonly ms: number
  /** When it began, in milliseconds since the epoch: what happens outside the page is timed from there. */
  readonly began: number
  /** The longest task meanwhile; 0 = none above 50 ms, which is all that browsers tell. */
  readonly longest: number
}

declare global {
  interface Window {
    bench: Probe
  }
}

/** Runs in the page before anything else does; it can use nothing from outside itself. */
export function installProbe(): void {
  const tasks: { start: number; length: number }[] = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      tasks.push({ start: startTime, length: duration })
  }).observe({ type: 'longtask' })

  let begun: ((at: number) => void) | undefined
  const begin = (event: Event) => {
    begun?.(event.timeStamp)
    begun = undefined
  }
  for (const kind of ['keydown', 'click']) window.addEventListener(kind, begin, { capture: true })

  const isSaid = (where: string, words: string) =>
    [...document.querySelectorAll(where)].some((element) => element.textContent === words)

  const holds = (sign: Sign): boolean => {
    if (sign.what === 'other-count')
      return document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') !== sign.than
    if (sign.what === 'code') {
      const lines = document.querySelector('.monaco-editor .view-lines')?.textContent ?? ''
      return lines.replaceAll('\u00a0', ' ').includes(sign.words)
    }
    if (sign.what === 'words') return document.body.textContent.includes(sign.words)
    if (sign.what === 'button') return isSaid('button', sign.words) !== (sign.not === true)
    if (sign.what === 'heading') return isSaid('[role=tabpanel] h2', sign.words)
    for (const group of document.querySelectorAll('[role=grid] fieldset')) {
      if (group.getAttribute('aria-label') !== `Action for ${sign.tool}`) continue
      const chosen = group.querySelector<HTMLInputElement>('input:checked')
      return chosen !== null && (chosen.value === sign.action) !== (sign.not === true)
    }
    return false
  }

  /** After the frame that is being made was handed over to be drawn. */
  const drawn = () =>
    new Promise<number>((tell) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => tell(performance.now())
      port2.postMessage(undefined)
    })

  const frame = () => new Promise<void>((tell) => requestAnimationFrame(() => tell()))

  // An editor draws within a frame's own callbacks, which are still to run when ours does. Sizes are told after all of them
  // and before the frame is drawn: what stands in the page then is what the frame shows.
  const gauge = document.createElement('div')
  gauge.style.cssText = 'position:fixed;top:0;left:0;width:1px;height:1px;contain:strict;visibility:hidden'
  let look = () => {}
  const sizes = new ResizeObserver(() => look())
  const frameAsDrawn = () =>
    new Promise<void>((tell) => {
      requestAnimationFrame(() => {
        look = tell
        gauge.style.width = gauge.style.width === '1px' ? '2px' : '1px'
      })
    })

  async function watch(sign: Sign): Promise<Taken> {
    if (!gauge.isConnected) {
      document.body.append(gauge)
      sizes.observe(gauge)
    }
    const start = await new Promise<number>((tell) => {
      begun = tell
    })
    do await frameAsDrawn()
    while (!holds(sign))
    const end = await drawn()
    // Long tasks are told a moment after they were.
    await new Promise((tell) => setTimeout(tell, 100))
    const within = tasks.filter((task) => task.start + task.length > start && task.start < end)
    const began = performance.timeOrigin + start
    return { ms: end - start, began, longest: Math.max(0, ...within.map(({ length }) => length)) }
  }

  let watched: Promise<Taken> | undefined
  window.bench = {
    arm(sign) {
      watched = watch(sign)
    },
    async taken(patience) {
      const late = new Promise<null>((tell) => setTimeout(() => tell(null), patience))
      return watched === undefined ? null : Promise.race([watched, late])
    },
    parseTime(text) {
      const times = Array.from({ length: 15 }, () => {
        const start = performance.now()
        JSON.parse(text)
        return performance.now() - start
      })
      return times.sort((a, b) => a - b)[7] ?? 0
    },
    async mostRows(frames) {
      const grid = document.querySelector('[role=grid]')
      if (grid === null) throw new Error('there is no grid')
      let rows = 0
      let slow = 0
      let last = performance.now()
      const look = () => {
        rows = Math.max(rows, grid.querySelectorAll('[role=row]').length)
      }
      // As a wheel scrolls: two rows a frame, and back from the end.
      const first = last
      let step = 72
      for (let count = 0; count < frames; count += 1) {
        const before = grid.scrollTop
        grid.scrollTop += step
        if (grid.scrollTop === before) step = -step
        await frame()
        const now = performance.now()
        if (now - last > 1000 / 55 + 8) slow += 1
        last = now
        look()
      }
      const perSecond = frames / ((last - first) / 1000)
      // As a dragged bar does: from end to end in a few leaps.
      for (let leap = 0; leap < 20; leap += 1) {
        grid.scrollTop = (grid.scrollHeight * leap) / 20
        await frame()
        look()
      }
      grid.scrollTop = 0
      await frame()
      return { rows, frames, slow, perSecond }
    },
  }
}
