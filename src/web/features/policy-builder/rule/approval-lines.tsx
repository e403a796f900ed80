import { useState } from 'react'
import type { ToolRule } from '#policy'
import { Select } from '#web/ui/form/select.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import type { Row } from '../model/rows.ts'
import { CommitInput } from './commit-input.tsx'
import { RuleSection } from './section.tsx'

const timeouts = [
  { value: '300', label: '5 minutes' },
  { value: '900', label: '15 minutes' },
  { value: '3600', label: 'an hour' },
  { value: '28800', label: '8 hours' },
  { value: '86400', label: 'a day' },
  { value: '604800', label: 'a week' },
]

/** Who is asked, how many must agree, and how long they have. */
export function ApprovalLines({ row, rule }: { row: Row; rule: ToolRule }) {
  const { act, locked } = useBuilderHands()
  const [wrong, setWrong] = useState<string>()
  const timeout = String(rule.approval?.timeout ?? 86_400)
  const odd = timeouts.some(({ value }) => value === timeout)
    ? []
    : [{ value: timeout, label: `${timeout} s` }]
  const set = (field: 'count' | 'timeout', value: number) =>
    act(
      [{ kind: 'set', pointer: `${row.pointer}/approval/${field}`, value }],
      `Change the approval of ${row.name}`,
    )
  return (
    <RuleSection title="Approval">
      <div className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
        <CommitInput
          label="How many must approve"
          numeric
          className="h-[26px]! w-14! tabular-nums pointer-coarse:h-10!"
          value={String(rule.approval?.count ?? 1)}
          disabled={locked !== undefined}
          check={(text) => (/^([1-9]|1[0-6])$/.test(text.trim()) ? undefined : 'From 1 to 16 people.')}
          onError={setWrong}
          onCommit={(text) => set('count', Number(text))}
        />
        <span>of {rule.approval?.approvers?.join(', ') ?? 'admin, approver'} within</span>
        <Select
          label="Time to answer"
          size="small"
          className="w-32!"
          options={[...timeouts, ...odd]}
          value={timeout}
          disabled={locked !== undefined}
          onChange={(value) => set('timeout', Number(value))}
        />
      </div>
      {wrong !== undefined && (
        <p role="alert" className="text-sm text-deny">
          {wrong}
        </p>
      )}
    </RuleSection>
  )
}
