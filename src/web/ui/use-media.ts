import { useCallback, useMemo, useSyncExternalStore } from 'react'

/** Whether a media query holds now. The browser is asked for it once, and not with every drawing. */
export function useMedia(query: string): boolean {
  const media = useMemo(() => window.matchMedia(query), [query])
  const listen = useCallback(
    (notify: () => void) => {
      media.addEventListener('change', notify)
      return () => media.removeEventListener('change', notify)
    },
    [media],
  )
  return useSyncExternalStore(listen, () => media.matches)
}
