import { useEffect, useRef, useState } from 'react'
import type { Grant } from '#model/grant'
import type { PolicySummary } from '#web/data/policies.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { paths } from '#web/paths.ts'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { CodeBlock } from '#web/ui/display/code-block.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import type { StartParts } from './start-page.tsx'
import { Step } from './step.tsx'

interface WatchStepProps {
  readonly server: ServerSummary
  readonly policy: PolicySummary
  readonly grant: Grant
  readonly Lights: StartParts['Lights']
}

export function WatchStep({ server, policy, grant, Lights }: WatchStepProps) {
  const [since] = useState(() => Date.now())
  const { calledAt } = grant.progress
  const enforced = calledAt !== null && calledAt >= (grant.rotatedAt ?? 0)
  const wasEnforced = useRef(enforced)
  useEffect(() => {
    if (enforced && !wasEnforced.current) announce('You are set up.')
    wasEnforced.current = enforced
  }, [enforced])
  return (
    <Step
      number={4}
      title="Watch the first call"
      state={enforced ? 'done' : 'current'}
      open
      summary="Each light comes on as the gateway sees it."
    >
      <div className="grid gap-5">
        <Lights grant={grant} since={since} />
        {enforced ? (
          <div className="grid gap-3 border-t border-line pt-4">
            <p className="text-lg font-semibold">The gateway decided its first call. You are set up.</p>
            <div className="flex flex-wrap gap-2">
              <ButtonLink href={paths.activity({ grant: grant.id })} variant="primary">
                See it in the activity
              </ButtonLink>
              <ButtonLink href={paths.policy(server.id, policy.id)}>Change the policy</ButtonLink>
              <ButtonLink href={paths.approvals()}>Approvals</ButtonLink>
            </div>
          </div>
        ) : (
          <CodeBlock label="Something to ask the agent" code={promptFor(server)} wrap />
        )}
      </div>
    </Step>
  )
}

function promptFor(server: ServerSummary): string {
  if (server.transport.kind === 'demo')
    return `With the tools of ${server.slug}: list the notes, add one that says hello, then delete it.`
  return `With the tools of ${server.slug}: call one that only reads and tell me what it says. Then try one that deletes something.`
}
