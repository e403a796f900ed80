interface ToastAction {
  readonly label: string
  readonly onClick: () => void
}

/** For what happened out of sight, or can be undone; never for what the eye already saw. Drawn by the `Toaster`. */
export const toast = {
  done(text: string, action?: ToastAction): void {
    void import('./toaster.tsx').then(({ showDone }) => showDone(text, action))
  },
  /** Stays until closed: a failure must not vanish while the reader looks elsewhere. */
  failed(text: string, action?: ToastAction): void {
    void import('./toaster.tsx').then(({ showFailed }) => showFailed(text, action))
  },
}
