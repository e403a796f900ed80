interface ToastAction {
  readonly label: string
  readonly onClick: () => void
}

let wanted = false
const listeners = new Set<() => void>()

/** Whether a toast was ever told: what draws them is fetched with the first one. */
export const toasts = {
  wanted: () => wanted,
  subscribe(listen: () => void): () => void {
    listeners.add(listen)
    return () => listeners.delete(listen)
  },
}

function draw(): Promise<typeof import('./toaster.tsx')> {
  wanted = true
  for (const listen of listeners) listen()
  return import('./toaster.tsx')
}

/** For what happened out of sight, or can be undone; never for what the eye already saw. Drawn by the `Toaster`. */
export const toast = {
  done(text: string, action?: ToastAction): void {
    void draw().then(({ showDone }) => showDone(text, action))
  },
  /** Stays until closed: a failure must not vanish while the reader looks elsewhere. */
  failed(text: string, action?: ToastAction): void {
    void draw().then(({ showFailed }) => showFailed(text, action))
  },
}
