/** Resolves when the page is in sight, at once if it is; `meanwhile` is done every so often until then. */
export function untilVisible(
  signal: AbortSignal,
  meanwhile: { readonly every: number; readonly run: () => void },
): Promise<void> {
  if (!document.hidden || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setInterval(meanwhile.run, meanwhile.every)
    const done = () => {
      if (document.hidden && !signal.aborted) return
      clearInterval(timer)
      document.removeEventListener('visibilitychange', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    document.addEventListener('visibilitychange', done)
    signal.addEventListener('abort', done)
  })
}

/** A signal that stops when `signal` does, or when the page has been out of sight for so long. Call `end` when it is done with. */
export function whileSeen(
  signal: AbortSignal,
  ms: number,
): { readonly signal: AbortSignal; readonly end: () => void } {
  const stop = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const watch = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(() => stop.abort(), ms)
  }
  watch()
  document.addEventListener('visibilitychange', watch)
  return {
    signal: AbortSignal.any([signal, stop.signal]),
    end: () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', watch)
    },
  }
}
