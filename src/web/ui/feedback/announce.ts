type Manner = 'polite' | 'assertive'

const listeners = new Set<(text: string, manner: Manner) => void>()

/** Says a short sentence to screen readers through the one `LiveRegion` of the page. Nothing is drawn. */
export function announce(text: string, manner: Manner = 'polite'): void {
  for (const listen of listeners) listen(text, manner)
}

export function onAnnounce(listen: (text: string, manner: Manner) => void): () => void {
  listeners.add(listen)
  return () => listeners.delete(listen)
}
