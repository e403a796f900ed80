import type { z } from 'zod'
import type { PolicyProblem, Publication } from '#contract/policies'
import type { Member } from '#model/member'
import type { Policy, Revision } from '#model/policy'
import type { Clock } from '#platform/clock'
import { hashText } from '#platform/id'
import { lint, type Problem, parse } from '#policy'
import { ok } from '#std/result'
import type { Storage, StoredGrant } from '#storage'
import type { Reply } from '../http/asked.ts'
import { refuse } from '../http/faults.ts'
import { approverCount } from './approvers.ts'
import { classesOf, inventoryFor } from './inventory.ts'

interface Publishing {
  readonly policy: Policy
  readonly member: Member
  readonly publication: z.output<typeof Publication>
}

interface Parts {
  readonly storage: Storage
  readonly clock: Clock
}

/**
 * Makes a text the next revision. It is read, linted and tested by the very code that the gateway and the editor run, with
 * the tools as last discovered: what passes here is enforceable there, and what does not is refused with its problems.
 */
export async function publishing(parts: Parts, asked: Publishing): Reply<Revision> {
  const { storage, clock } = parts
  const { policy, member, publication } = asked
  const { text, base, mode } = publication
  const inventory = inventoryFor(await storage.inventories.latest(policy.serverId))
  const grants = await grantsUnder(storage, policy)
  const approversFor = await approverCount(storage, policy.workspaceId, grants)
  const problems = lint(parse(text), inventory, { now: clock.now(), grants, approversFor })
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0) return unsound(errors, problems)
  // The last word is the storage's: what is enforced may have changed since the author looked, or since the line above.
  const published = await storage.policies.publish(
    {
      policyId: policy.id,
      text,
      hash: hashText(text),
      note: publication.note || null,
      mode,
      classes: classesOf(inventory),
      publishedBy: { memberId: member.id, name: member.name },
      publishedAt: clock.now(),
    },
    base,
  )
  if (published.ok) return ok(published.value)
  const { enforced } = published.fault
  const says =
    enforced === null
      ? 'Nothing is enforced any more. Look at the policy again, then publish.'
      : `Revision ${enforced} was published meanwhile. Look at what it changes, then publish.`
  return refuse('behind', says, { detail: { enforced } })
}

async function grantsUnder(storage: Storage, policy: Policy): Promise<StoredGrant[]> {
  const grants = await storage.grants.list(policy.workspaceId, policy.serverId)
  return grants.filter((grant) => grant.policyId === policy.id && grant.revokedAt === null)
}

function unsound(errors: readonly Problem[], problems: readonly Problem[]) {
  const [first] = errors
  const where = first === undefined ? '' : ` Line ${first.line}: ${first.message}.`
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`
  return refuse('policy_invalid', `The policy has ${count} and was not published.${where}`, {
    detail: { problems: problems.map(told) },
  })
}

/** Of a problem what another program can use: a fix is edits of the text that the editor finds by itself. */
function told({ severity, code, message, pointer, line, column }: Problem): PolicyProblem {
  return { severity, code, message, pointer, line, column }
}
