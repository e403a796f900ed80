import { describe, describeRule, type FormAction } from '#policy'
import { levelOf } from '#risk'
import { Button } from '#web/ui/action/button.tsx'
import { actionSegments } from '#web/ui/display/decision-badge.tsx'
import { Kbd } from '#web/ui/display/kbd.tsx'
import { RiskBadge } from '#web/ui/display/risk-badge.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { Field } from '#web/ui/form/field.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { governorSentence } from '../grid/governor-words.ts'
import type { Row } from '../model/rows.ts'
import { Words } from '../words.tsx'
import { ApprovalLines } from './approval-lines.tsx'
import { CommitInput } from './commit-input.tsx'
import { ConditionLines } from './condition-lines.tsx'
import { LimitLines } from './limit-lines.tsx'
import { RuleProblems } from './rule-problems.tsx'

export interface RulePaneProps {
  row: Row | undefined
  onSet: (action: FormAction) => void
}

/** Everything that can be said of one tool: the sentence first, the controls after. */
export function RulePane({ row, onSet }: RulePaneProps) {
  const { policy, problems } = useBuilderHands()
  if (row === undefined) {
    return (
      <EmptyState title="No tool is selected.">
        Choose one in the list to see and change what the policy says of it.
      </EmptyState>
    )
  }
  const governor = governorSentence(row, policy.default)
  const own = problems.filter(
    ({ pointer }) => pointer === row.pointer || pointer.startsWith(`${row.pointer}/`),
  )
  return (
    // Of its own for each tool, so that half-typed words never end in another tool's rule.
    <div key={row.name} className="@container grid content-start gap-4 p-4">
      <RuleHead row={row} />
      <p className="rounded-md bg-accent-soft px-3 py-2.5 leading-relaxed">
        <Words text={sentenceOf(row, policy)} />
      </p>
      {governor !== undefined && (
        <p className="text-sm leading-relaxed text-ink-2">
          <Words text={governor} />
        </p>
      )}
      {row.by === 'name' || row.by === 'hide' ? <RuleProblems problems={own} /> : null}
      {row.broken ? <BrokenRule row={row} /> : <RuleForm row={row} onSet={onSet} />}
    </div>
  )
}

function sentenceOf(row: Row, policy: Parameters<typeof describe>[0]): string {
  if (row.broken) return 'This rule cannot be read, so nothing is sure about it.'
  if (row.kind === 'tool' || row.rule === undefined) return describe(policy, row.name)
  return describeRule(row.rule)
}

function RuleHead({ row }: { row: Row }) {
  return (
    <header className="grid gap-1.5">
      <h2 className="font-mono text-base font-semibold break-all">{row.name}</h2>
      <div className="flex flex-wrap items-center gap-2 text-sm text-ink-3">
        {row.category !== undefined && (
          <RiskBadge risk={row.category}>{` · ${levelOf(row.category)}`}</RiskBadge>
        )}
        {row.title !== undefined && row.title !== row.name && <span>{row.title}</span>}
        {row.kind === 'orphan' && <span>This server has no tool of this name.</span>}
        {row.kind === 'pattern' && <span>A rule for every tool whose name matches.</span>}
      </div>
      {row.kind === 'tool' && (
        <p className="line-clamp-4 text-sm leading-relaxed break-words whitespace-pre-line text-ink-2">
          {row.description === ''
            ? 'The server says nothing about this tool.'
            : row.description.slice(0, 1000)}
        </p>
      )}
    </header>
  )
}

function BrokenRule({ row }: { row: Row }) {
  const { session, problems, editInCode } = useBuilderHands()
  const problem = problems.find(
    ({ pointer }) => pointer === row.pointer || pointer.startsWith(`${row.pointer}/`),
  )
  const go = () => editInCode(problem?.offset ?? session.sync.parsed().locate(row.pointer)?.offset ?? 0)
  return (
    <Banner tone="bad" action={<Button onClick={go}>Edit in code</Button>}>
      The form cannot show this rule until it is put right in the code. It stays just as it is written.
    </Banner>
  )
}

function RuleForm({ row, onSet }: { row: Row; onSet: (action: FormAction) => void }) {
  const { locked } = useBuilderHands()
  const rule = row.own ? row.rule : undefined
  return (
    <>
      <SegmentedControl
        label={`Action for ${row.name}`}
        size="large"
        options={actionSegments}
        value={row.action}
        disabled={locked !== undefined}
        onChange={onSet}
        // Five words fit a narrow pane where five pictures do not.
        className="w-full @max-[420px]:[&_svg]:hidden @max-[420px]:[&>label]:px-1!"
      />
      {rule !== undefined && (
        <>
          <ReasonField row={row} value={rule.reason ?? ''} />
          {row.action === 'ask' && <ApprovalLines row={row} rule={rule} />}
          {row.action !== 'hide' && row.action !== 'deny' && (
            <>
              <ConditionLines row={row} rule={rule} />
              <LimitLines row={row} rule={rule} />
            </>
          )}
        </>
      )}
      <RuleFoot row={row} />
    </>
  )
}

function ReasonField({ row, value }: { row: Row; value: string }) {
  const { act, locked } = useBuilderHands()
  const commit = (text: string) => {
    const reason = text.trim()
    const field = { kind: 'set_field', tool: row.name, field: 'reason' } as const
    act([reason === '' ? field : { ...field, value: reason }], `Change the reason of ${row.name}`)
  }
  return (
    <Field label="Reason" optional hint="Told to the agent when the call is denied or held.">
      <CommitInput value={value} onCommit={commit} disabled={locked !== undefined} />
    </Field>
  )
}

function RuleFoot({ row }: { row: Row }) {
  const { act, locked, session, editInCode } = useBuilderHands()
  const place = () => session.sync.parsed().locateKey(row.pointer)
  return (
    <footer className="flex flex-wrap gap-2 border-t border-line/60 pt-3">
      <Button size="small" onClick={() => editInCode(place()?.offset ?? 0)}>
        {locked === undefined ? 'Edit in code' : 'Show in code'} <Kbd>E</Kbd>
      </Button>
      {row.own && locked === undefined && (
        <Button
          size="small"
          variant="quiet"
          onClick={() => act([{ kind: 'remove_rule', tool: row.name }], `Remove the rule for ${row.name}`)}
        >
          Remove this rule
        </Button>
      )}
    </footer>
  )
}
