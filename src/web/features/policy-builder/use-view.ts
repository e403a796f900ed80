import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { BuilderSearch } from '#web/paths.ts'

const route = '/servers/$serverId/policies/$policyId'

export interface View {
  readonly search: BuilderSearch
  readonly change: (part: Partial<BuilderSearch>) => void
}

/** What is shown, kept in the URL. The screen follows at once and the URL a moment later: a held arrow key is many moves. */
export function useView(): View {
  const here = useSearch({ from: route })
  const [initial] = useState(here)
  const navigate = useNavigate({ from: route })
  const [search, setSearch] = useState<BuilderSearch>(initial)
  useEffect(() => {
    if (search === initial) return
    const timer = setTimeout(() => void navigate({ search, replace: true, resetScroll: false }), 250)
    return () => clearTimeout(timer)
  }, [search, initial, navigate])
  return { search, change: (part) => setSearch((before) => ({ ...before, ...part })) }
}
