import { canonicalText } from '#mcp/canonical'
import { memberSpan } from '#mcp/strict-json'
import type { Approval } from '#model/approval'
import { definitionDigest } from '#model/discovered-inventory'
import { ApprovalId } from '#model/id'
import type { Clock } from '#platform/clock'
import { digestOf, hashText, newId } from '#platform/id'
import type { ApprovalNeed } from '#policy'
import { type Category, categories } from '#risk'
import { invariant } from '#std/invariant'
import type { ApprovalKey } from '#storage'
import type { CallExchange } from './call-exchange.ts'
import { type JudgedCall, listedTo } from './decide.ts'

/** The approval that a call asks for, bound to all that a person decides about. */
export function newApproval(exchange: CallExchange, call: JudgedCall, clock: Clock): Approval {
  const { caller, clientName, frame } = exchange
  const { decision, policy } = call
  const need = decision.approval
  invariant(
    need !== undefined && policy !== undefined,
    'a decision for approval says by whom, and has a policy',
  )
  const now = clock.now()
  const { grant, server } = caller
  return {
    id: ApprovalId.parse(newId('appr', clock)),
    workspaceId: server.server.workspaceId,
    serverId: server.server.id,
    grantId: grant.id,
    policyId: policy.id,
    revision: policy.revision,
    tool: call.called,
    category: categoryOf(exchange, call),
    arguments: argumentsText(frame.text),
    argumentsDigest: argumentsDigest(frame.text),
    definitionDigest: toolDigest(exchange, call),
    rule: decision.rule,
    reason: decision.message,
    approvers: [...need.approvers],
    count: need.count,
    state: 'waiting',
    decisions: [],
    clientName,
    createdAt: now,
    expiresAt: now + need.timeout * 1000,
    validUntil: null,
    settledAt: null,
  }
}

/** What a retry must equal in every part. */
export function keyOf({ caller, frame }: CallExchange, call: JudgedCall): ApprovalKey {
  return { grantId: caller.grant.id, tool: call.called, argumentsDigest: argumentsDigest(frame.text) }
}

export function runKey(exchange: CallExchange, call: JudgedCall): string {
  const { grantId, tool, argumentsDigest } = keyOf(exchange, call)
  return `${grantId} ${argumentsDigest} ${tool}`
}

/** What a call that goes on must equal in every part: the same call, of the same grant, under the same policy. */
export function roundKey(exchange: CallExchange, call: JudgedCall): readonly string[] {
  const { caller, frame } = exchange
  const policy = `${call.policy?.id ?? ''} ${call.policy?.revision ?? ''}`
  const { grant, server } = caller
  return [
    grant.id,
    server.server.id,
    policy,
    call.tool,
    toolDigest(exchange, call),
    argumentsDigest(frame.text),
  ]
}

export function isOver(approval: Approval, now: number): boolean {
  return (approval.state === 'approved' ? (approval.validUntil ?? 0) : approval.expiresAt) <= now
}

/** Whether an approval is for this tool as it is now defined, and by those whom the policy now wants. */
export function isFor(approval: Approval, exchange: CallExchange, call: JudgedCall): boolean {
  const need: ApprovalNeed | undefined = call.decision.approval
  return (
    need !== undefined &&
    approval.tool === call.called &&
    approval.definitionDigest === toolDigest(exchange, call) &&
    approval.count >= need.count &&
    approval.approvers.length === need.approvers.length &&
    approval.approvers.every((approver) => need.approvers.includes(approver))
  )
}

/** Of a dispatcher, the gravest of what it is asked to run; what nobody has classified may do anything. */
function categoryOf({ caller }: CallExchange, { tool, arguments: args, policy }: JudgedCall): Category {
  const dispatcher = caller.server.dispatchers.get(tool)
  const inner = dispatcher?.innerCalls(args ?? {}).flatMap((call) => {
    if (call.kind !== 'inner') return []
    return policy?.compiled.resolveInner(dispatcher, call.name).category ?? 'destructive'
  })
  if (inner !== undefined && inner.length > 0)
    return inner.reduce((a, b) => (categories.indexOf(a) > categories.indexOf(b) ? a : b))
  return caller.server.tools.get(tool)?.risk.category ?? 'destructive'
}

function toolDigest(exchange: CallExchange, { tool }: JudgedCall): string {
  const known = exchange.caller.server.tools.get(tool)
  return known?.digest ?? definitionDigest(listedTo(exchange).get(tool), digestOf)
}

/** The arguments as the client wrote them, down to the last digit. */
function argumentsText(text: string): string {
  const params = memberSpan(text, 'params')
  const args = params && memberSpan(text, 'arguments', params.start)
  return args === undefined ? '{}' : text.slice(args.start, args.end)
}

/**
 * INVARIANT: made from the text and not from parsed numbers: what is forwarded is the text, and other digits that parse
 * to the same double are another call.
 */
function argumentsDigest(text: string): string {
  return hashText(canonicalText(argumentsText(text)))
}

/** A kept answer under the id of the request that fetches it. */
export function withId(answer: string, idText: string): string {
  for (const name of ['result', 'error']) {
    const span = memberSpan(answer, name)
    if (span !== undefined)
      return `{"jsonrpc":"2.0","id":${idText},"${name}":${answer.slice(span.start, span.end)}}`
  }
  return answer
}

export function refusalWords(approval: Approval): string {
  if (approval.state === 'expired')
    return approval.validUntil === null
      ? 'Nobody approved this call in time.'
      : 'This call was approved, and not made again while the approval was good.'
  if (approval.state !== 'denied') return 'The approval of this call was withdrawn.'
  const denial = approval.decisions.findLast((decision) => decision.verdict === 'deny')
  const reason = denial?.reason ?? ''
  return `${denial?.name ?? 'A person'} did not approve this call${reason === '' ? '.' : `: ${reason}`}`
}
