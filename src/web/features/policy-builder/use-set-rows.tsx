import { memo, useState } from 'react'
import type { FormAction } from '#policy'
import { actionWord } from '#web/ui/display/decision-badge.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { AlertDialog } from '#web/ui/overlay/alert-dialog.tsx'
import type { BuilderHands } from './builder-context.tsx'
import { useStable } from './grid/use-stable.ts'
import type { Row } from './model/rows.ts'
import { loosened, manyLoosened, setRows } from './model/set-rows.ts'

interface Asked {
  readonly rows: readonly Row[]
  readonly action: FormAction
}

/** Gives rows an action as one step; many grave tools at once are named and asked about first. */
export function useSetRows({ act, locked }: Pick<BuilderHands, 'act' | 'locked'>) {
  const [asked, setAsked] = useState<Asked>()

  function apply({ rows, action }: Asked): void {
    const steps = setRows(rows, action)
    const [first] = steps
    if (first === undefined) {
      announce('Nothing to change.')
      return
    }
    const word = actionWord(action)
    const isOne = steps.length === 1
    act(
      steps.flatMap(({ actions }) => [...actions]),
      isOne ? `${word} ${first.key}` : `Set ${steps.length} tools to ${word}`,
    )
    announce(isOne ? `${first.key}: ${word}` : `${steps.length} tools set to ${word}.`)
  }

  function set(rows: readonly Row[], action: FormAction): void {
    if (locked !== undefined) announce(locked)
    else if (loosened(rows, action).length > manyLoosened) setAsked({ rows, action })
    else apply({ rows, action })
  }

  const confirm = useStable(() => {
    if (asked !== undefined) apply(asked)
    setAsked(undefined)
  })
  return { set, dialog: <ManyLoosened asked={asked} onConfirm={confirm} onAsked={setAsked} /> }
}

interface ManyLoosenedProps {
  asked: Asked | undefined
  onAsked: (asked: undefined) => void
  onConfirm: () => void
}

const ManyLoosened = memo(function ManyLoosened({ asked, onAsked, onConfirm }: ManyLoosenedProps) {
  const grave = asked === undefined ? [] : loosened(asked.rows, asked.action)
  return (
    <AlertDialog
      open={asked !== undefined}
      onOpenChange={(open) => {
        if (!open) onAsked(undefined)
      }}
      tone="primary"
      title={`Set ${asked?.rows.length ?? 0} tools to ${asked === undefined ? '' : actionWord(asked.action)}?`}
      consequence={
        <>
          This loosens {grave.length} destructive or financial tools:
          <span className="mt-1 block max-h-40 overflow-y-auto font-mono text-sm break-words">
            {grave.map(({ name }) => name).join(', ')}
          </span>
          Nothing is enforced before you publish, and undo takes it back in one step.
        </>
      }
      confirm={asked === undefined ? '' : `Set ${asked.rows.length} to ${actionWord(asked.action)}`}
      onConfirm={onConfirm}
    />
  )
})
