import { useSyncExternalStore } from 'react'

const key = 'sallyport.builder.single-keys'
const listeners = new Set<() => void>()

function areOn(): boolean {
  return localStorage.getItem(key) !== 'off'
}

/** Whether a letter alone is a command in the list. Who talks to the machine, or has keys that repeat, switches it off (WCAG 2.1.4). */
export function useSingleKeys(): boolean {
  return useSyncExternalStore((listen) => {
    listeners.add(listen)
    window.addEventListener('storage', listen)
    return () => {
      listeners.delete(listen)
      window.removeEventListener('storage', listen)
    }
  }, areOn)
}

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(key)
  else localStorage.setItem(key, 'off')
  for (const listen of listeners) listen()
}
