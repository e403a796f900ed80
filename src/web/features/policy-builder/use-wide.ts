import { useSyncExternalStore } from 'react'

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', notify)
      return () => media.removeEventListener('change', notify)
    },
    () => window.matchMedia(query).matches,
  )
}

/** Whether there is room for two panes. */
export function useWide(): boolean {
  return useMedia('(min-width: 900px)')
}

/** Whether the pointer is a finger, which a code editor is no use to. */
export function useTouch(): boolean {
  return useMedia('(pointer: coarse)')
}
