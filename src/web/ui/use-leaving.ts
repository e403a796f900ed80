import { useRouter } from '@tanstack/react-router'
import { useCallback } from 'react'

/**
 * Answers, when asked, whether the reader is on the way to another page that is still being fetched. Who writes into the URL
 * then takes that way from under their feet: the click would be lost.
 */
export function useLeaving(): () => boolean {
  const router = useRouter()
  return useCallback(() => {
    const { resolvedLocation } = router.state
    return resolvedLocation !== undefined && resolvedLocation.pathname !== router.latestLocation.pathname
  }, [router])
}
