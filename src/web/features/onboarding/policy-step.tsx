import { useNavigate } from '@tanstack/react-router'
import { sentence } from '#web/data/fault-words.ts'
import {
  type PolicySummary,
  useCreatePolicy,
  usePolicies,
  usePublishRecommended,
} from '#web/data/policies.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { recommendedWords } from './recommended-words.ts'
import { Step } from './step.tsx'

interface PolicyStepProps {
  readonly server: ServerSummary
  readonly enforced: PolicySummary | undefined
  readonly onEnforced: (policy: PolicySummary) => void
}

const title = 'Choose what agents may do'
const policyName = 'Default'

export function PolicyStep({ server, enforced, onEnforced }: PolicyStepProps) {
  const policies = usePolicies(server.id)
  if (enforced !== undefined)
    return (
      <Step
        number={2}
        title={title}
        state="done"
        summary={
          <>
            The policy <TextLink href={paths.policy(server.id, enforced.id)}>{enforced.name}</TextLink> is
            enforced, revision {enforced.enforced}.
          </>
        }
      />
    )
  return (
    <Step number={2} title={title} state="current" summary={<Recommendation server={server} />}>
      {policies.isPending ? (
        <SkeletonRows rows={1} />
      ) : (
        <Choice server={server} unpublished={policies.data?.[0]} onEnforced={onEnforced} />
      )}
    </Step>
  )
}

function Recommendation({ server }: { server: ServerSummary }) {
  const words = recommendedWords(server.inventory?.risks ?? {})
  if (words.length === 0)
    return 'Its tools are not known yet, so the recommended policy denies every call until you say otherwise.'
  return (
    <>
      Recommended:
      <ul className="mt-1 list-disc pl-5">
        {words.map((line) => (
          <li key={line}>{line}</li>
        ))}
        <li>anything else: denied</li>
      </ul>
    </>
  )
}

interface ChoiceProps {
  readonly server: ServerSummary
  /** A policy that exists and is not published: what a reader left half done. */
  readonly unpublished: PolicySummary | undefined
  readonly onEnforced: (policy: PolicySummary) => void
}

function Choice({ server, unpublished, onEnforced }: ChoiceProps) {
  const navigate = useNavigate()
  const publish = usePublishRecommended(server.id)
  const create = useCreatePolicy(server.id)
  const open = (policy: PolicySummary) => void navigate({ href: paths.policy(server.id, policy.id) })
  const fault = publish.error ?? create.error
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          loading={publish.isPending}
          onClick={() => publish.mutate({ name: policyName }, { onSuccess: onEnforced })}
        >
          Use recommended
        </Button>
        <Button
          loading={create.isPending}
          onClick={() =>
            unpublished === undefined
              ? create.mutate({ name: policyName }, { onSuccess: open })
              : open(unpublished)
          }
        >
          {unpublished === undefined ? 'Change it first' : `Continue ${unpublished.name}`}
        </Button>
      </div>
      {fault !== null && (
        <p role="alert" className="text-deny">
          {sentence(fault.message)}
        </p>
      )}
    </div>
  )
}
