import type { ServerChanges } from '#contract/servers'
import type { ServerId } from '#model/id'
import { isOnWeb, type Transport, TransportInput } from '#model/server'
import type { Sealer } from '#platform/seal'
import { fail, ok, type Result } from '#std/result'
import type { StoredServer } from '#storage'
import type { ApiFault } from '../http/asked.ts'
import { invalid } from '../http/faults.ts'
import { inputInWords } from '../http/input-words.ts'

type TransportChange = NonNullable<ServerChanges['transport']>
type Kept = Readonly<Record<string, string | null>>

/** What storage keeps of a transport: its face, and the whole sealed for this very server. */
export function sealed(
  sealer: Sealer,
  id: ServerId,
  transport: TransportInput,
): Pick<StoredServer, 'transport' | 'sealedTransport'> {
  return { transport: faceOf(transport), sealedTransport: sealer.seal(JSON.stringify(transport), id) }
}

/** The transport with its secrets; a text that cannot be opened is a fault of the installation, not of the caller. */
export function opened(sealer: Sealer, server: StoredServer): TransportInput {
  const text = sealer.open(server.sealedTransport, server.id)
  if (!text.ok)
    throw new Error(`the credentials of server ${server.id} cannot be opened: ${text.fault.message}`)
  // Sealed by us, and still read as from a stranger: an earlier version may have written it.
  return TransportInput.parse(JSON.parse(text.value))
}

function faceOf(transport: TransportInput): Transport {
  switch (transport.kind) {
    case 'http':
    case 'sse':
      return { kind: transport.kind, url: transport.url, headerNames: Object.keys(transport.headers) }
    case 'stdio': {
      const { env, ...face } = transport
      return { ...face, envNames: Object.keys(env) }
    }
    case 'demo':
      return { kind: 'demo' }
  }
}

/** A changed transport: what is given as null keeps its stored value, what is absent is gone. */
export function merged(stored: TransportInput, change: TransportChange): Result<TransportInput, ApiFault> {
  const lost = lostSecrets(stored, change)
  if (lost !== undefined) return fail(lost)
  const whole =
    change.kind !== 'stdio'
      ? { ...change, headers: filled(change.headers, isOnWeb(stored) ? stored.headers : {}) }
      : { ...change, env: filled(change.env, stored.kind === 'stdio' ? stored.env : {}) }
  const checked = TransportInput.safeParse(whole, { error: inputInWords })
  if (checked.success) return withoutUserinfo(checked.data)
  return fail(
    invalid(checked.error.issues.map((issue) => ({ ...issue, path: ['transport', ...issue.path] }))),
  )
}

/** THREAT: an address is shown to every member; what stands in it before the `@` is a secret (RFC 3986 §3.2.1). */
export function withoutUserinfo(transport: TransportInput): Result<TransportInput, ApiFault> {
  if (!isOnWeb(transport)) return ok(transport)
  const { username, password } = new URL(transport.url)
  if (username === '' && password === '') return ok(transport)
  return fail({
    code: 'invalid',
    message: 'The address holds a name or password. Put them into a header, which is sealed.',
    fields: { 'transport.url': 'Leave out the name and password before the `@`.' },
  })
}

function filled(given: Kept, stored: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? stored[name] ?? '']))
}

/**
 * THREAT: secrets can be written but never read back. Whoever could point a server elsewhere and keep its stored headers
 * would read them there; so a kept secret goes to the origin it was given for, or to the same command, and else must be
 * typed in again.
 */
function lostSecrets(stored: TransportInput, change: TransportChange): ApiFault | undefined {
  const given: Kept = change.kind === 'stdio' ? change.env : change.headers
  const place = change.kind === 'stdio' ? 'transport.env' : 'transport.headers'
  const known = isOnWeb(stored) ? stored.headers : stored.kind === 'stdio' ? stored.env : {}
  const elsewhere = !isSamePlace(stored, change)
  const lost = Object.entries(given).filter(
    ([name, value]) => value === null && (elsewhere || !Object.hasOwn(known, name)),
  )
  if (lost.length === 0) return undefined
  const says = elsewhere
    ? 'Enter it again: the server is at another place now.'
    : 'There is no stored value to keep.'
  return {
    code: 'invalid',
    message: elsewhere
      ? 'Stored secrets stay with the address they were entered for. Enter them again for the new one.'
      : 'A value that is to be kept is not there.',
    fields: Object.fromEntries(lost.map(([name]) => [`${place}.${name}`, says])),
  }
}

function isSamePlace(stored: TransportInput, change: TransportChange): boolean {
  if (isOnWeb(stored) && change.kind !== 'stdio')
    return URL.canParse(change.url) && new URL(stored.url).origin === new URL(change.url).origin
  return stored.kind === 'stdio' && change.kind === 'stdio' && stored.command === change.command
}
