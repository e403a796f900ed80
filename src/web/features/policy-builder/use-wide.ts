import { useMedia } from '#web/ui/use-media.ts'

/** Whether there is room for two panes. */
export function useWide(): boolean {
  return useMedia('(min-width: 900px)')
}

/** Whether the pointer is a finger, which a code editor is no use to. */
export function useTouch(): boolean {
  return useMedia('(pointer: coarse)')
}
