import { useEffect, useSyncExternalStore } from 'react'
import type { PaletteGroup } from './command-palette.tsx'

// What the page at hand adds to the palette. A page cannot reach the palette, which stands in the frame around it.
let offers: readonly { readonly group: PaletteGroup }[] = []
const listeners = new Set<() => void>()

function become(next: typeof offers): void {
  offers = next
  for (const listen of listeners) listen()
}

/** Offers what can be done on a page for as long as it is shown. */
export function usePaletteOffer(group: PaletteGroup): void {
  useEffect(() => {
    const offer = { group }
    become([...offers, offer])
    return () => become(offers.filter((one) => one !== offer))
  }, [group])
}

function subscribe(listen: () => void): () => void {
  listeners.add(listen)
  return () => listeners.delete(listen)
}

export function usePaletteOffers(): readonly PaletteGroup[] {
  return useSyncExternalStore(subscribe, () => offers).map(({ group }) => group)
}

const askers = new Set<() => void>()

/** Opens the palette for who cannot reach its keys: an editor has keys of its own. */
export function openPalette(): void {
  for (const open of askers) open()
}

/** The frame, which has the palette, hears of it here; answers how to stop. */
export function onPaletteWanted(open: () => void): () => void {
  askers.add(open)
  return () => {
    askers.delete(open)
  }
}
