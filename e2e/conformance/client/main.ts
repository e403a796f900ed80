/**
 * The client under test: the official one, doing what a scenario of the suite wants done. The suite starts it with the
 * address of its server. Told of a registrar, it has that server put behind the gateway first and goes there.
 */
import { Registration } from '../registrar.ts'
import { play, type Target } from './scenarios.ts'

const { env } = process
const given = process.argv.at(-1) ?? ''
const registrar = env['CONFORMANCE_REGISTRAR']

async function registered(url: string): Promise<Pick<Target, 'url' | 'headers'>> {
  if (registrar === undefined) return { url: new URL(url), headers: {} }
  const answer = await fetch(registrar, { method: 'POST', body: url })
  if (!answer.ok) throw new Error(`not registered: ${await answer.text()}`)
  const gate = Registration.parse(await answer.json())
  return { url: new URL(gate.url), headers: { authorization: `Bearer ${gate.token}` } }
}

await play(env['MCP_CONFORMANCE_SCENARIO'] ?? '', {
  ...(await registered(given)),
  revision: env['MCP_CONFORMANCE_PROTOCOL_VERSION'] ?? '2025-11-25',
  context: JSON.parse(env['MCP_CONFORMANCE_CONTEXT'] ?? 'null'),
})
