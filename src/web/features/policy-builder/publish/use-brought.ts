import { useEffect, useState } from 'react'
import type { MergeChoice, MergeFault, MergeTexts } from '#policy'
import type { Result } from '#std/result'
import type { Brought } from './bring.ts'
import { type BringAside, createBringAside } from './bring-aside.ts'

type Choices = ReadonlyMap<string, MergeChoice>

/** What two texts come to, worked out beside the page, and the text of both once every question has its answer. */
export function useBrought({ base, mine, theirs }: MergeTexts) {
  const [aside, setAside] = useState<BringAside>()
  const [brought, setBrought] = useState<Result<Brought, MergeFault>>()
  const [pending, setPending] = useState(false)
  useEffect(() => {
    const begun = createBringAside()
    setAside(begun)
    setBrought(undefined)
    begun.bring({ texts: { base, mine, theirs }, choices: new Map() }, setBrought)
    return begun.stop
  }, [base, mine, theirs])
  return {
    brought,
    pending,
    bring(choices: Choices, tell: (text: Result<string, MergeFault>) => void) {
      setPending(true)
      aside?.bring({ texts: { base, mine, theirs }, choices }, (answered) => {
        setPending(false)
        tell(answered.ok ? answered.value.text : answered)
      })
    },
  }
}
