import { useSyncExternalStore } from 'react'
import { z } from 'zod'

const key = 'sallyport.pins'
const changed = 'sallyport:pins'
const Pins = z.array(z.string())

let known: { readonly text: string; readonly pins: readonly string[] } | undefined

/** The same array as long as the stored text is the same, as `useSyncExternalStore` asks. */
function pins(): readonly string[] {
  const text = storedText()
  if (known?.text !== text) known = { text, pins: parsePins(text) }
  return known.pins
}

function storedText(): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    // Storage may be forbidden; nothing is pinned then.
    return ''
  }
}

export function parsePins(text: string): readonly string[] {
  try {
    return Pins.parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** Which servers stand in the sidebar of this browser, by id. */
export function usePins(): readonly string[] {
  return useSyncExternalStore((notify) => {
    window.addEventListener(changed, notify)
    window.addEventListener('storage', notify)
    return () => {
      window.removeEventListener(changed, notify)
      window.removeEventListener('storage', notify)
    }
  }, pins)
}

export function togglePin(serverId: string): void {
  const before = pins()
  const after = before.includes(serverId) ? before.filter((pin) => pin !== serverId) : [...before, serverId]
  try {
    localStorage.setItem(key, JSON.stringify(after))
  } catch {
    return
  }
  window.dispatchEvent(new Event(changed))
}
