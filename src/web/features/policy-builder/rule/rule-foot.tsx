import { Button } from '#web/ui/action/button.tsx'
import { Kbd } from '#web/ui/display/kbd.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import type { Row } from '../model/rows.ts'
import { Words } from '../words.tsx'
import { inheritedWords } from './inheritance.ts'

export interface RuleFootProps {
  row: Row
  /** Under which name its rule stands; undefined = it has none. */
  ruleKey: string | undefined
}

/** Ways from a rule to elsewhere, and to having none. */
export function RuleFoot({ row, ruleKey }: RuleFootProps) {
  const { act, locked, session, policy, editInCode, show } = useBuilderHands()
  const place = () => session.sync.parsed().locateKey(row.pointer)
  const isTool = row.kind === 'tool'
  return (
    <footer className="grid gap-2 border-t border-line/60 pt-3">
      {ruleKey !== undefined && isTool && (
        <p className="text-sm leading-relaxed text-ink-3">
          Without this rule: <Words text={inheritedWords(policy, row.name, ruleKey)} />
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => editInCode(place()?.offset ?? 0)}>
          {locked === undefined ? 'Edit in code' : 'Show in code'} <Kbd>E</Kbd>
        </Button>
        {isTool && (
          <Button size="small" onClick={() => show({ pane: 'calls', tool: row.name })}>
            Last calls
          </Button>
        )}
        {ruleKey !== undefined && locked === undefined && (
          <Button
            size="small"
            variant="quiet"
            onClick={() => act([{ kind: 'remove_rule', tool: ruleKey }], `Remove the rule for ${ruleKey}`)}
          >
            {isTool ? 'Back to what it inherits' : 'Remove this rule'}
          </Button>
        )}
      </div>
    </footer>
  )
}
