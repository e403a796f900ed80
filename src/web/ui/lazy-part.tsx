import { type ComponentType, type FunctionComponent, lazy, useState } from 'react'

export interface LazyPart<Props> extends FunctionComponent<Props> {
  /** Fetches it ahead; a failure is left to whoever opens it. */
  readonly prefetch: () => void
}

/**
 * A part of a page that is fetched when it is first drawn, within a `Suspense`, or before. What was fetched before is drawn at
 * once: React's own `lazy` waits once more for what is there, and what stands in for it then stays for 300 ms.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let fetched: ComponentType<Props> | undefined
  const fetch = async () => {
    fetched = await load()
    return { default: fetched }
  }
  const Waiting = lazy<ComponentType<Props>>(fetch)
  function Part(props: Props) {
    // The one it began with, for as long as it stands: another component in its place would forget what was typed.
    const [Drawn] = useState<ComponentType<Props>>(() => fetched ?? Waiting)
    return <Drawn {...props} />
  }
  return Object.assign(Part, { prefetch: () => void fetch().catch(() => {}) })
}
