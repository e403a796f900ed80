import type { z } from 'zod'
import type { PolicyProblem, Publication } from '#contract/policies'
import type { Member } from '#model/member'
import type { Policy, Revision } from '#model/policy'
import type { Clock } from '#platform/clock'
import { hashText } from '#platform/id'
import { compile, type Problem, parse } from '#policy'
import { ok } from '#std/result'
import type { Storage } from '#storage'
import type { Reply } from '../http/asked.ts'
import { refuse } from '../http/faults.ts'
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
 * Makes a text the next revision. It is read and compiled by the very code that the gateway runs: what passes here is
 * enforceable there, and what does not is refused with its problems and their places.
 */
export async function publishing({ storage, clock }: Parts, asked: Publishing): Reply<Revision> {
  const { policy, member, publication } = asked
  const { text, base } = publication
  const parsed = parse(text)
  const errors = parsed.problems.filter((problem) => problem.severity === 'error')
  if (parsed.document === undefined || errors.length > 0) return unsound(errors, parsed.problems)
  const inventory = inventoryFor(await storage.inventories.latest(policy.serverId))
  compile(parsed.document, inventory)
  const published = await storage.policies.publish(
    {
      policyId: policy.id,
      text,
      hash: hashText(text),
      note: publication.note || null,
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
