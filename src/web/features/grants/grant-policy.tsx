import type { Grant } from '#model/grant'
import { PolicyId } from '#model/id'
import { sentence } from '#web/data/fault-words.ts'
import { useUpdateGrant } from '#web/data/grants.ts'
import type { PolicySummary } from '#web/data/policies.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { toast } from '#web/ui/feedback/toast.ts'
import { Select } from '#web/ui/form/select.tsx'
import { policyOptions, withoutPolicy } from './policy-options.ts'

interface GrantPolicyProps {
  readonly grant: Grant
  readonly policies: readonly PolicySummary[]
  readonly mayChange: boolean
}

/** The policy of a grant; another one is in force when the server has said so. */
export function GrantPolicy({ grant, policies, mayChange }: GrantPolicyProps) {
  const update = useUpdateGrant()
  const policy = policies.find(({ id }) => id === grant.policyId)
  if (!mayChange || grant.revokedAt !== null)
    return (
      <span className={policy ? undefined : 'text-ink-3'}>{policy?.name ?? 'none: denies everything'}</span>
    )
  const change = (value: string) => {
    const policyId = value === withoutPolicy ? null : PolicyId.parse(value)
    update.mutate(
      { grantId: grant.id, changes: { policyId } },
      {
        onSuccess: () => announce(`The policy of ${grant.label} has changed.`),
        onError: (fault) => toast.failed(`${grant.label} keeps its policy: ${sentence(fault.message)}`),
      },
    )
  }
  return (
    <Select
      size="small"
      label={`Policy of ${grant.label}`}
      options={policyOptions(policies)}
      value={grant.policyId ?? withoutPolicy}
      onChange={change}
      disabled={update.isPending}
    />
  )
}
