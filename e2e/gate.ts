import { z } from 'zod'
import type { Account } from './account.ts'

const Registered = z.object({ id: z.string(), slug: z.string(), gatewayUrl: z.string() })
const Created = z.object({ id: z.string() })
const Minted = z.object({ token: z.string(), grant: z.object({ id: z.string() }) })
const Recorded = z.array(
  z.object({
    id: z.string(),
    tool: z.string(),
    outcome: z.string(),
    rule: z.string(),
    revision: z.number().nullable(),
    upstream: z.string().nullable(),
    clientName: z.string().nullable(),
  }),
)

export type Transport =
  | { kind: 'demo' }
  | { kind: 'http'; url: string }
  | { kind: 'sse'; url: string }
  | { kind: 'stdio'; command: string; args: string[]; env?: Record<string, string>; isShared?: boolean }

/** A registered server with one policy and one grant: all that stands between a client and the upstream. */
export interface Gate {
  readonly serverId: string
  readonly policyId: string
  readonly grantId: string
  readonly url: string
  readonly token: string
  /** Publishes a policy over the one enforced; the answer is its revision. */
  publish(policy: object): Promise<number>
  /** Another grant under the same policy. */
  mint(label: string): Promise<{ id: string; token: string }>
}

async function discovered(account: Account, serverId: string): Promise<void> {
  const answer = await account.text('POST', `/api/servers/${serverId}/discover`)
  if (!answer.includes('"kind":"stored"')) throw new Error(`not discovered: ${answer}`)
}

/** Registers, discovers, publishes and mints through the API, as the dashboard does. */
export async function openGate(
  account: Account,
  name: string,
  transport: Transport,
  policy: object,
): Promise<Gate> {
  const server = Registered.parse(
    await account.call('POST', `/api/workspaces/${account.workspaceId}/servers`, { name, transport }),
  )
  await discovered(account, server.id)
  const made = Created.parse(
    await account.call('POST', `/api/servers/${server.id}/policies`, {
      name: 'ops',
      text: JSON.stringify(policy),
    }),
  )
  let enforced: number | null = null
  const publish = async (next: object): Promise<number> => {
    const body = { text: JSON.stringify(next, null, 2), base: enforced, note: 'by a test' }
    const revision = z
      .object({ number: z.number() })
      .parse(await account.call('POST', `/api/policies/${made.id}/revisions`, body))
    enforced = revision.number
    return revision.number
  }
  await publish(policy)
  const mint = async (label: string) => {
    const body = { label, policyId: made.id }
    const { grant, token } = Minted.parse(
      await account.call('POST', `/api/servers/${server.id}/grants`, body),
    )
    return { id: grant.id, token }
  }
  const minted = await mint(`${name} client`)
  return {
    serverId: server.id,
    policyId: made.id,
    grantId: minted.id,
    url: server.gatewayUrl,
    token: minted.token,
    publish,
    mint,
  }
}

/** What the activity says of a server, or of one of its grants, newest first. */
export async function activityOf(
  account: Account,
  serverId: string,
  grantId: string | undefined = undefined,
): Promise<z.infer<typeof Recorded>> {
  const only = grantId === undefined ? '' : `&grant=${grantId}`
  return Recorded.parse(
    await account.call('GET', `/api/workspaces/${account.workspaceId}/activity?server=${serverId}${only}`),
  )
}
