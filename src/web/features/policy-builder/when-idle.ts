/** Longer than between two keys of somebody who types, or two moves of a hand. */
const quietFor = 1200

/** Runs something once there is nothing else to do; answers how to call it off. */
export function whenIdle(run: () => void): () => void {
  // Safari has no idle callback yet.
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(run, 1)
    return () => clearTimeout(timer)
  }
  const asked = requestIdleCallback(run)
  return () => cancelIdleCallback(asked)
}

const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const

/**
 * Runs something once a person was there and then kept still: what takes long must not come between two keys. Answers how to
 * call it off.
 */
export function whenAtRest(run: () => void): () => void {
  let callOff = () => {}
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = () => {
    callOff()
    clearTimeout(timer)
    timer = setTimeout(() => {
      callOff = whenIdle(() => {
        forget()
        run()
      })
    }, quietFor)
  }
  const forget = () => {
    for (const sign of signs) window.removeEventListener(sign, wait)
  }
  for (const sign of signs) window.addEventListener(sign, wait, { passive: true })
  return () => {
    callOff()
    clearTimeout(timer)
    forget()
  }
}
