interface Follow {
  readonly go: (href: string) => void
  /** The reader points at a link, or has come to it by Tab: what stands behind it may be fetched. */
  readonly prepare: (href: string) => void
}

/**
 * Turns a click on any `<a href>` of ours into a change of route, so that components and pages write plain links and know
 * no router. What a browser would do otherwise with the click (new tab, download, another site, a place in the page) it still does.
 */
export function followLinks(root: HTMLElement, follow: Follow): () => void {
  const onClick = (event: MouseEvent) => {
    const href = ownHref(event)
    if (href === undefined) return
    event.preventDefault()
    follow.go(href)
  }
  const onAim = (event: Event) => {
    const href = hrefAt(event)
    if (href !== undefined) follow.prepare(href)
  }
  root.addEventListener('click', onClick)
  root.addEventListener('pointerover', onAim)
  root.addEventListener('focusin', onAim)
  return () => {
    root.removeEventListener('click', onClick)
    root.removeEventListener('pointerover', onAim)
    root.removeEventListener('focusin', onAim)
  }
}

function ownHref(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined
  return hrefAt(event)
}

function hrefAt(event: Event): string | undefined {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (!(link instanceof HTMLAnchorElement)) return undefined
  return hrefWithin(link, window.location)
}

interface Target {
  readonly origin: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
  readonly target: string
  readonly download: string
}

/** The path to follow, or undefined when the browser should. */
export function hrefWithin(
  link: Target,
  here: { readonly origin: string; readonly pathname: string; readonly search: string },
): string | undefined {
  if (link.origin !== here.origin || link.target !== '' || link.download !== '') return undefined
  // The API, the gateway and health are served by the same origin and are no pages.
  if (/^\/(api|mcp|healthz|readyz)(\/|$)/.test(link.pathname)) return undefined
  const samePage = link.pathname === here.pathname && link.search === here.search
  if (samePage && link.hash !== '') return undefined
  return `${link.pathname}${link.search}${link.hash}`
}
