const key = 'sallyport.client'

/** The client this person set up last, in this browser. */
export function lastClient(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function rememberClient(id: string): void {
  try {
    localStorage.setItem(key, id)
  } catch {
    // Storage may be forbidden; the tab is then chosen anew each time.
  }
}
