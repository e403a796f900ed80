import { useEffect, useState } from 'react'
import { type Editor, usePresence } from '#web/data/presence.ts'

/** Who steps through the list is at no tool in particular. */
const restMs = 1000

/** Who else is at the policy; of the caller others hear once a tool has been looked at for a moment. Undefined: who only reads. */
export function useOthers(
  policyId: string,
  memberId: string,
  tool: string | null | undefined,
): readonly Editor[] {
  const [rested, setRested] = useState(tool)
  useEffect(() => {
    const timer = setTimeout(() => setRested(tool), restMs)
    return () => clearTimeout(timer)
  }, [tool])
  return usePresence(policyId, memberId, rested)
}
