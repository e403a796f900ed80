import { pointerSteps } from '#std/pointer'
import { Button } from '#web/ui/action/button.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { governorSentence } from '../grid/governor-words.ts'
import type { Row } from '../model/rows.ts'
import { Words } from '../words.tsx'
import { withOwnRule } from './own-rule.ts'

/** What speaks for a tool that has no rule of its own, and how to give it one that begins with the same words. */
export function Governed({ row }: { row: Row }) {
  const { policy, locked, act, show } = useBuilderHands()
  const sentence = governorSentence(row, policy.default)
  const pattern = row.by === 'pattern' ? pointerSteps(row.pointer)[1] : undefined
  return (
    <div className="grid justify-items-start gap-2">
      {sentence !== undefined && (
        <p className="text-sm leading-relaxed text-ink-2">
          <Words text={sentence} />
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {pattern !== undefined && (
          <Button size="small" onClick={() => show({ pane: 'rule', tool: pattern })}>
            Open the pattern
          </Button>
        )}
        {(row.by === 'class' || row.by === 'default' || row.by === 'hide') && (
          <Button size="small" onClick={() => show({ pane: 'policy' })}>
            Open the whole policy
          </Button>
        )}
        {locked === undefined && row.by !== 'hide' && row.kind === 'tool' && (
          <Button
            size="small"
            onClick={() => act(withOwnRule(policy, row.name), `Give ${row.name} a rule of its own`)}
          >
            Give it a rule of its own
          </Button>
        )}
      </div>
    </div>
  )
}
