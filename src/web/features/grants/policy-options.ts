import type { PolicySummary } from '#web/data/policies.ts'
import type { SelectOption } from '#web/ui/form/select.tsx'

/** Stands for "no policy" in a list, whose values are texts. */
export const withoutPolicy = 'none'

export function policyOptions(policies: readonly PolicySummary[]): readonly SelectOption<string>[] {
  return [
    ...policies.map((policy) => ({
      value: policy.id,
      label: policy.name,
      hint: policy.enforced === null ? 'not published: denies everything' : `revision ${policy.enforced}`,
    })),
    { value: withoutPolicy, label: 'No policy', hint: 'denies everything' },
  ]
}
