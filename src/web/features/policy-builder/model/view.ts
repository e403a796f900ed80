import type { BuilderSearch } from '#web/paths.ts'

/**
 * What is shown: filter, selected tool, pane. Each part of the page listens to what it draws of it, so that a letter typed into
 * the filter draws the list anew and not the page.
 */
export interface View {
  readonly state: () => BuilderSearch
  readonly change: (part: Partial<BuilderSearch>) => void
  readonly subscribe: (listen: () => void) => () => void
}

export function createView(initial: BuilderSearch): View {
  let state = initial
  const listeners = new Set<() => void>()
  return {
    state: () => state,
    change(part) {
      state = { ...state, ...part }
      for (const listen of listeners) listen()
    },
    subscribe(listen) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}
