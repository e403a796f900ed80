import { expect } from 'vitest'
import { type FixtureGate, type OpenStorage, openFixtureGate } from './fixture-gate.ts'
import type { FixtureOptions } from './fixture-server.ts'
import type { GateOptions } from './gate.ts'
import { RawClient, type RpcMessage } from './raw-client.ts'

export const ask = { action: 'require_approval' }
/** Asks for both tools, one of them at most once a minute. */
export const policy = {
  version: '1',
  default: 'deny',
  tools: {
    read_file: ask,
    write_file: { ...ask, limits: [{ counter: 'w', window: 'minute', max: 1, scope: 'grant' }] },
  },
}

/** Long enough for a person in a test, with signs of life at once. */
export const patient = { holdMs: 30_000, holdCommentMs: 20 }
/** Over before anybody can decide. */
export const hasty = { holdMs: 30, holdCommentMs: 10 }

export interface ApprovalWorld extends FixtureGate {
  readonly client: RawClient
}

/** Opens gateways under a policy that asks, each with a client; `closeAll` closes those opened so far. */
export function approvalWorlds(openStorage: OpenStorage) {
  const closers: (() => Promise<void>)[] = []
  return {
    async open(options: Partial<GateOptions> = {}, fixture: FixtureOptions = {}): Promise<ApprovalWorld> {
      const opened = await openFixtureGate(openStorage, { policy, settings: patient, ...options, fixture })
      closers.push(opened.close)
      return { ...opened, client: await new RawClient(opened.gate).open() }
    },
    /** Closes this too, after what was opened later. */
    closeWith: (close: () => Promise<void>) => closers.push(close),
    async closeAll(): Promise<void> {
      for (const close of closers.splice(0).reverse()) await close()
    },
  }
}

/** Resolves when one call is held. */
export async function held({ gate }: FixtureGate): Promise<void> {
  await expect.poll(async () => (await gate.storage.approvals.open()).length).toBe(1)
}

export function textOf(message: RpcMessage | undefined): string {
  return message?.result?.content?.[0]?.text ?? JSON.stringify(message)
}

export async function statesOf({ gate }: FixtureGate): Promise<string[]> {
  const approvals = await gate.storage.approvals.list(gate.workspaceId, { limit: 10 })
  return approvals.map(({ state }) => state)
}
