import type { FormAction } from '#policy'
import { levelOf } from '#risk'
import { Button } from '#web/ui/action/button.tsx'
import { actionSegments } from '#web/ui/display/decision-badge.tsx'
import { RiskBadge } from '#web/ui/display/risk-badge.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { SegmentedControl } from '#web/ui/form/segmented-control.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { LookedAtBy, ToolDrift } from '../drift/tool-drift.tsx'
import type { Row } from '../model/rows.ts'
import { ruleKey } from '../model/rule-key.ts'
import { ToolTests } from '../tests/tool-tests.tsx'
import { Words } from '../words.tsx'
import { Governed } from './governed.tsx'
import { NoteField } from './note-field.tsx'
import { RenameField } from './rename-field.tsx'
import { RuleBody } from './rule-body.tsx'
import { RuleFoot } from './rule-foot.tsx'
import { RuleProblems } from './rule-problems.tsx'
import { ruleSentence } from './rule-sentence.ts'
import { rowTarget } from './rule-target.ts'
import { ToolWords } from './tool-words.tsx'

export interface RulePaneProps {
  row: Row | undefined
  onSet: (action: FormAction) => void
}

/** Everything that can be said of one tool: the sentence first, the controls after. */
export function RulePane({ row, onSet }: RulePaneProps) {
  const { policy, problems, show } = useBuilderHands()
  if (row === undefined) {
    return (
      <EmptyState
        title="No tool is selected."
        action={<Button onClick={() => show({ pane: 'policy' })}>Open the whole policy</Button>}
      >
        Choose one in the list to see and change what the policy says of it.
      </EmptyState>
    )
  }
  const own = problems.filter(
    ({ pointer }) => pointer === row.pointer || pointer.startsWith(`${row.pointer}/`),
  )
  return (
    // Of its own for each tool, so that half-typed words never end in another tool's rule.
    <div key={row.name} className="@container grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
      <RuleHead row={row} />
      {row.kind === 'tool' ? <ToolDrift row={row} /> : row.kept && <LookedAtBy row={row} />}
      <p className="rounded-md bg-accent-soft px-3 py-2.5 leading-relaxed">
        <Words text={ruleSentence(row, policy)} />
      </p>
      {row.by === 'name' || row.by === 'inner' || row.by === 'hide' ? <RuleProblems problems={own} /> : null}
      {row.broken ? <BrokenRule row={row} /> : <RuleForm row={row} onSet={onSet} />}
    </div>
  )
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
      {row.kind === 'tool' && <ToolWords text={row.description} />}
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
  const { locked, policy } = useBuilderHands()
  const key = ruleKey(row)
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
      {!row.own && <Governed row={row} />}
      {key !== undefined && row.rule !== undefined && (
        <>
          {row.kind !== 'tool' && <RenameField row={row} />}
          <RuleBody target={rowTarget(row, { key, rule: row.rule }, policy)} />
          <NoteField tool={key} />
        </>
      )}
      <ToolTests tool={row.name} inside={row.inside} />
      <RuleFoot row={row} ruleKey={key} />
    </>
  )
}
