import type { z } from 'zod'
import type { PolicyProblem, Publication } from '#contract/policies'
import type { Member } from '#model/member'
import type { Policy, Revision } from '#model/policy'
import type { Clock } from '#platform/clock'
import { hashText } from '#platform/id'
import { diff, type Inventory, lint, loosenedDanger, type Problem, parse, withClasses } from '#policy'
import { ok } from '#std/result'
import type { Storage, StoredGrant } from '#storage'
import type { Reply } from '../http/asked.ts'
import { refuse } from '../http/faults.ts'
import { approversUnder } from './approvers.ts'
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
  const discovered = await storage.inventories.latest(policy.serverId)
  const inventory = inventoryFor(discovered)
  const grants = await grantsUnder(storage, policy)
  const approversFor = await approversUnder(storage, policy.workspaceId, grants)
  const problems = lint(parse(text), inventory, { now: clock.now(), grants, approversFor })
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0) return unsound(errors, problems)
  const unexplained = await unexplainedDanger(storage, asked, inventory)
  if (unexplained.length > 0) return unexplainedFault(unexplained)
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
    discovered?.tools,
  )
  if (published.ok) return ok(published.value)
  const { enforced } = published.fault
  const says =
    enforced === null
      ? 'Nothing is enforced any more. Look at the policy again, then publish.'
      : `Revision ${enforced} was published meanwhile. Look at what it changes, then publish.`
  return refuse('behind', says, { detail: { enforced } })
}

/** What is destroyed or paid with more freely than before, by a text that is to be enforced and does not say why. */
async function unexplainedDanger(
  storage: Storage,
  { policy, publication }: Publishing,
  inventory: Inventory,
): Promise<string[]> {
  const { text, base, note = '', mode } = publication
  // Before the first revision nothing was allowed that could be loosened: the review of that one is the whole policy. Who
  // is behind is told so instead.
  if (mode === 'shadow' || note !== '' || policy.enforced === null || base !== policy.enforced) return []
  const former = await storage.policies.revision(policy.id, policy.enforced)
  return loosenedDanger(
    diff(
      former && parse(former.text).document,
      parse(text).document,
      inventory,
      former && withClasses(inventory, former.classes),
    ),
    inventory,
  )
}

function unexplainedFault(tools: readonly string[]) {
  const shown = tools.slice(0, 3).map((tool) => `\`${tool}\``)
  const names = tools.length > 3 ? `${shown.join(', ')} and ${tools.length - 3} more` : shown.join(', ')
  return refuse('reason_required', `This loosens what destroys or pays: ${names}. Say why in \`note\`.`, {
    fields: { note: 'a reason is required' },
    detail: { tools },
  })
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
