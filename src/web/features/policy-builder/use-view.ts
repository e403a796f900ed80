import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { BuilderSearch } from '#web/paths.ts'
import { useLeaving } from '#web/ui/use-leaving.ts'
import { createView, type View } from './model/view.ts'

const route = '/servers/$serverId/policies/$policyId'
/** Shorter than until somebody copies the address. */
const urlPause = 250

/** What is shown, kept in the URL. The screen follows at once and the URL a moment later: a held arrow key is many moves. */
export function useView(): View {
  // What the URL said first, whatever is written into it since: reading it anew would draw the page with every change.
  const [first] = useState(() => {
    let read: BuilderSearch | undefined
    return (search: BuilderSearch) => {
      read ??= search
      return read
    }
  })
  const initial = useSearch({ from: route, select: first })
  const [view] = useState(() => createView(initial))
  const navigate = useNavigate({ from: route })
  const isLeaving = useLeaving()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const leave = view.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (!isLeaving()) void navigate({ search: view.state(), replace: true, resetScroll: false })
      }, urlPause)
    })
    return () => {
      clearTimeout(timer)
      leave()
    }
  }, [view, navigate, isLeaving])
  return view
}

/** A part of what is shown; who reads it is drawn anew when that part changed, and `read` answers with no new object. */
export function useViewed<Part>(view: View, read: (search: BuilderSearch) => Part): Part {
  return useSyncExternalStore(view.subscribe, () => read(view.state()))
}
