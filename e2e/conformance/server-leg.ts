import { join } from 'node:path'
import type { Account } from '../account.ts'
import { openGate } from '../gate.ts'
import { serveFixture } from './fixture/http.ts'
import { type Kind, openUpstream } from './kinds.ts'
import { openShim } from './shim.ts'
import { type Findings, runSuite } from './suite.ts'

/** A product that runs, and who operates it. */
export interface Product {
  readonly origin: string
  readonly account: Account
}

export interface Run {
  readonly revision: string
  /** A folder for all that the suite writes. */
  readonly out: string
}

const everything = { version: '1', default: 'allow' }

/** The suite has no set of what a revision before 2025-11-25 required, so all that applies to one is run. */
function suiteAt(port: number, out: string, revision: string): Promise<Findings> {
  const url = `http://localhost:${port}/mcp`
  const what =
    revision < '2025-11-25' ? ['--spec-version', revision, '--suite', 'all'] : ['--requirements', revision]
  return runSuite(['server', '--url', url, ...what], out)
}

/** The suite against the fixture itself. */
export async function runDirect({ revision, out }: Run): Promise<Findings> {
  const fixture = await serveFixture()
  try {
    return await suiteAt(fixture.port, join(out, revision, 'direct'), revision)
  } finally {
    await fixture.close()
  }
}

/** The suite against the fixture behind the gateway, under a policy that allows everything. */
export async function runThrough(
  { origin, account }: Product,
  kind: Kind,
  { revision, out }: Run,
): Promise<Findings> {
  const upstream = await openUpstream(kind)
  try {
    const gate = await openGate(account, `${kind} ${revision}`, upstream.transport, everything)
    const shim = await openShim({ url: new URL(new URL(gate.url).pathname, origin), token: gate.token })
    try {
      return await suiteAt(shim.port, join(out, revision, kind), revision)
    } finally {
      await shim.close()
    }
  } finally {
    await upstream.close()
  }
}
