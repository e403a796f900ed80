import { may, type Role } from '#model/member'
import type { ToolRule } from '#policy'
import type { Json } from '#std/json'
import { useMembers, useWorkspace } from '#web/data/workspace.ts'
import { Select } from '#web/ui/form/select.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { CommitInput } from './commit-input.tsx'
import { DurationField } from './duration-field.tsx'
import { FaultWords, useLineFault } from './line-fault.tsx'
import type { RuleTarget } from './rule-target.ts'
import { RuleSection } from './section.tsx'
import { Token } from './value-list.tsx'

const standardApprovers = ['admin', 'approver']
const standardTimeout = 86_400
const roleWords: Readonly<Record<string, string>> = {
  admin: 'every admin',
  approver: 'every approver',
  policy_manager: 'every policy manager',
  viewer: 'every viewer',
}

/** Who is asked, how many must agree, and how long they have. */
export function ApprovalLines({ target }: { target: RuleTarget }) {
  const { act, locked } = useBuilderHands()
  const fault = useLineFault()
  const { approval } = target.rule
  const disabled = locked !== undefined
  const set = (field: keyof NonNullable<ToolRule['approval']>, value: Json) =>
    act(
      [{ kind: 'set', pointer: `${target.pointer}/approval/${field}`, value }],
      `Change the approval of ${target.name}`,
    )
  return (
    <RuleSection title="Approval">
      <div className="flex flex-wrap items-center gap-1.5 text-sm text-ink-2">
        <CommitInput
          label="How many must approve"
          numeric
          className="h-[26px]! w-14! tabular-nums pointer-coarse:h-10!"
          value={String(approval?.count ?? 1)}
          disabled={disabled}
          check={(text) => (/^([1-9]|1[0-6])$/.test(text.trim()) ? undefined : 'From 1 to 16 people.')}
          fault={fault}
          onCommit={(text) => set('count', Number(text))}
        />
        <span>of the people below must approve within</span>
        <DurationField
          label="Time to answer"
          seconds={approval?.timeout ?? standardTimeout}
          most={2_592_000}
          disabled={disabled}
          onChange={(seconds) => set('timeout', seconds)}
          fault={fault}
        />
      </div>
      <FaultWords fault={fault} />
      <Approvers
        approvers={approval?.approvers ?? standardApprovers}
        onChange={(approvers) => set('approvers', approvers)}
      />
      <p className="text-sm text-ink-3">Nobody answering in that time means no.</p>
    </RuleSection>
  )
}

interface ApproversProps {
  approvers: readonly string[]
  onChange: (approvers: string[]) => void
}

/** Roles and people; the last one stays, for an approval that reaches nobody is a denial. */
function Approvers({ approvers, onChange }: ApproversProps) {
  const { locked } = useBuilderHands()
  const workspace = useWorkspace()
  const members = useMembers(workspace?.workspace.id ?? '').data ?? []
  const able = members.filter(({ role }) => may(role, 'approvals'))
  const roles: readonly Role[] = ['admin', 'approver']
  const nameOf = (approver: string) =>
    roleWords[approver] ?? members.find(({ id }) => id === approver)?.name ?? approver
  const offered = [
    ...roles.map((value) => ({ value: String(value), label: roleWords[value] ?? value })),
    ...able.map(({ id, name, email }) => ({ value: String(id), label: name, hint: email })),
  ].filter(({ value }) => !approvers.includes(value))
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <ul aria-label="Who may approve" className="contents">
        {approvers.map((approver) => (
          <li key={approver}>
            <Token
              value={nameOf(approver)}
              plain
              hint={hintOf(approver, members)}
              onRemove={
                locked === undefined && approvers.length > 1
                  ? () => onChange(approvers.filter((one) => one !== approver))
                  : undefined
              }
            />
          </li>
        ))}
      </ul>
      {locked === undefined && offered.length > 0 && (
        <Select
          label="Add who may approve"
          size="small"
          className="w-36!"
          placeholder="Add someone …"
          options={offered}
          value={undefined}
          onChange={(approver) => onChange([...approvers, approver])}
        />
      )}
    </div>
  )
}

/** What is odd about someone who is named, if anything is. */
function hintOf(
  approver: string,
  members: readonly { readonly id: string; readonly role: Role }[],
): string | undefined {
  if (approver === 'admin' || approver === 'approver' || members.length === 0) return undefined
  const member = members.find(({ id }) => id === approver)
  if (member === undefined) return 'not a member'
  return may(member.role, 'approvals') ? undefined : 'may not approve'
}
