import { approvals } from '#contract/approvals'
import { type ApprovalDecision, openStates } from '#model/approval'
import type { Clock } from '#platform/clock'
import { fail, ok } from '#std/result'
import type { Storage } from '#storage'
import { createCards } from './approvals/cards.ts'
import { isOwn, refusalOf } from './approvals/refusal.ts'
import { type Served, serve } from './handle.ts'
import { given } from './http/given.ts'

/** How long an approved call may still run when its client has left (gateway.md, 3.4). */
const validityMs = 15 * 60_000

export interface ApprovalsParts {
  readonly storage: Storage
  readonly clock: Clock
}

/** Calls that wait for a person, and what the person says. */
export function serveApprovals(parts: ApprovalsParts): readonly Served[] {
  const { storage, clock } = parts
  return serve(approvals, {
    async list({ workspace, member, query }) {
      const { state = openStates, ...filter } = query
      const listed = await storage.approvals.list(workspace.id, {
        ...given(filter),
        states: state,
        limit: filter.limit,
      })
      const cards = await createCards(parts, member)
      return ok(await Promise.all(listed.map(cards.cardOf)))
    },

    async get({ approval, member }) {
      const cards = await createCards(parts, member)
      return ok(await cards.cardOf(approval))
    },

    async decide({ approval, member, body }) {
      const cards = await createCards(parts, member)
      const standing = await cards.standingOf(approval)
      const refusal = refusalOf(standing)
      if (refusal !== undefined)
        return fail({ ...refusal, detail: { approval: await cards.cardOf(approval) } })
      const decision: ApprovalDecision = {
        memberId: member.id,
        name: member.name,
        verdict: body.verdict,
        reason: body.reason || null,
        own: isOwn(standing),
        at: clock.now(),
      }
      // Between the look above and this line another may have decided: the storage lets one of us through.
      const decided = await storage.approvals.decide(approval.id, decision, clock.now() + validityMs)
      if (decided.ok) return ok(await cards.cardOf(decided.value))
      const { code, current } = decided.fault
      const said = refusalOf({ ...standing, approval: current })?.message ?? 'This call is decided already.'
      return fail({ code, message: said, detail: { approval: await cards.cardOf(current) } })
    },
  })
}
