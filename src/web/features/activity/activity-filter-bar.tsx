import { type Outcome, outcomes } from '#model/activity'
import type { Grant } from '#model/grant'
import type { ServerSummary } from '#web/data/servers.ts'
import type { ActivitySearch } from '#web/paths.ts'
import { ActionIcon } from '#web/ui/display/decision-badge.tsx'
import { Chip } from '#web/ui/form/chip.tsx'
import { SearchInput } from '#web/ui/form/search-input.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { useSettled } from '#web/ui/use-settled.ts'
import { decisionOf } from './call-words.ts'

interface ActivityFilterBarProps {
  readonly search: ActivitySearch
  readonly servers: readonly ServerSummary[]
  readonly grants: readonly Grant[]
  readonly onChange: (search: ActivitySearch) => void
}

const everything = 'all'
const words: Readonly<Record<Outcome, string>> = {
  allow: 'Allowed',
  deny: 'Denied',
  hide: 'Hidden',
  approval: 'Asked',
}

export function ActivityFilterBar({ search, servers, grants, onChange }: ActivityFilterBarProps) {
  // Another filter closes the open call: it may not be in the list any more.
  const change = (next: Omit<ActivitySearch, 'call'>) => onChange({ ...search, ...next, call: undefined })
  const grantsInView = grants.filter(
    ({ serverId }) => search.server === undefined || serverId === search.server,
  )
  return (
    <search className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <ToolInput tool={search.tool} onChange={(tool) => change({ tool })} />
      <Select
        size="small"
        label="Server"
        className="w-auto! max-w-52"
        options={[
          { value: everything, label: 'All servers' },
          ...servers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={search.server ?? everything}
        onChange={(value) => change({ server: value === everything ? undefined : value, grant: undefined })}
      />
      <Select
        size="small"
        label="Grant"
        className="w-auto! max-w-52"
        options={[
          { value: everything, label: 'All grants' },
          ...grantsInView.map(({ id, label, revokedAt }) => ({
            value: id,
            label,
            ...(revokedAt !== null && { hint: 'revoked' }),
          })),
        ]}
        value={search.grant ?? everything}
        onChange={(value) => change({ grant: value === everything ? undefined : value })}
      />
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">Decision</legend>
        {outcomes.map((outcome) => {
          const pressed = search.decision === outcome
          const tone = decisionOf({ outcome, rule: '' })
          return (
            <Chip
              key={outcome}
              pressed={pressed}
              icon={
                <span data-tone={tone} className="text-tone">
                  <ActionIcon action={tone} />
                </span>
              }
              onClick={() => change({ decision: pressed ? undefined : outcome })}
            >
              {words[outcome]}
            </Chip>
          )
        })}
      </fieldset>
    </search>
  )
}

function ToolInput({
  tool,
  onChange,
}: {
  tool: string | undefined
  onChange: (tool: string | undefined) => void
}) {
  const [text, setText] = useSettled(tool ?? '', (settled) => onChange(settled.trim() || undefined), {
    same: (a, b) => a.trim() === b.trim(),
  })
  return (
    <SearchInput
      className="basis-52"
      label="Tool, such as delete_*"
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  )
}
