import { useSyncExternalStore } from 'react'

export type ThemeChoice = 'light' | 'dark' | 'system'

const key = 'sallyport.theme'
const changed = 'sallyport:theme'

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(key)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page, as the system's.
    return 'system'
  }
}

function resolve(choice: ThemeChoice): 'light' | 'dark' {
  if (choice !== 'system') return choice
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Keeps the choice and paints it at once; `public/boot.js` does the same before the first paint. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, choice)
  } catch {
    // See readChoice.
  }
  document.documentElement.dataset['theme'] = resolve(choice)
  window.dispatchEvent(new Event(changed))
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore((notify) => {
    window.addEventListener(changed, notify)
    window.addEventListener('storage', notify)
    return () => {
      window.removeEventListener(changed, notify)
      window.removeEventListener('storage', notify)
    }
  }, readChoice)
}

/** The theme on the screen now, for what cannot read CSS variables (the code editor). */
export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore(
    (notify) => {
      const watch = new MutationObserver(notify)
      watch.observe(document.documentElement, { attributeFilter: ['data-theme'] })
      return () => watch.disconnect()
    },
    () => (document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'),
  )
}
