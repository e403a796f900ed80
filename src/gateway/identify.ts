import { hashToken, tokenChecksumHolds } from '#platform/id'
import { type EnforcedServer, isExpired, type KnownToken, type Snapshot } from './snapshot.ts'

/** Who calls, and which server it may call. */
export interface Caller {
  readonly grant: KnownToken['grant']
  readonly server: EnforcedServer
  readonly listed: KnownToken['listed']
}

const bearerFaults = [
  'no_token',
  'empty_token',
  'unresolved_variable',
  'malformed_token',
  'unknown_token',
  'revoked_token',
  'expired_token',
  'token_of_another_server',
] as const

export interface BearerFault {
  readonly code: (typeof bearerFaults)[number]
  readonly message: string
}

const messages: Readonly<Record<BearerFault['code'], string>> = {
  no_token: 'No token was sent. Add the header `Authorization: Bearer <token>` to the client.',
  empty_token:
    'The bearer token is empty. The variable that your client reads it from is probably not set where the client starts.',
  unresolved_variable:
    'The client sent the name of a variable in place of its value. Set the variable where the client starts, or write the token itself.',
  malformed_token:
    'This is no Sallyport token, or a part of it is missing. Copy the whole token, it begins with `gw_`.',
  unknown_token:
    'This token is not known here. It may have been replaced by a newer one, or belong to another installation.',
  revoked_token: 'This token was revoked. Ask for a new one.',
  expired_token: 'This token has expired. Ask for a new one.',
  token_of_another_server:
    'This token is for another server. Check the address: each token opens one server only.',
}

/** THREAT: anybody may send anything here, so no part of it takes what another part could begin with. */
const placeholder = /\$\{|\$[A-Za-z_(]|\{\{|%[A-Za-z_]+%|<[^<>]*>/

/** The token that a request came with, empty where nothing stands after `Bearer`, and its hash. */
export interface Bearer {
  readonly token: string
  readonly hash: string
}

/** The scheme's name knows no case ([RFC 9110, section 11.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.1)). */
export function bearerOf(authorization: string | undefined): Bearer | undefined {
  if (authorization?.slice(0, 6).toLowerCase() !== 'bearer') return undefined
  const token = authorization.slice(6).trim()
  return { token, hash: hashToken(token) }
}

/** From the token to the grant, by one look into a map. */
export function identify(
  snapshot: Snapshot,
  slug: string,
  bearer: Bearer | undefined,
  now: number,
): Caller | BearerFault {
  if (bearer === undefined) return faultOf('no_token')
  const { token, hash } = bearer
  if (token === '') return faultOf('empty_token')
  const known = snapshot.token(hash)
  if (known === undefined) return faultOf(whyUnknown(snapshot, token, hash))
  if (isExpired(known.grant, now)) return faultOf('expired_token')
  if (known.server.server.slug !== slug) return faultOf('token_of_another_server')
  return known
}

export function isBearerFault(found: Caller | BearerFault): found is BearerFault {
  return 'code' in found
}

function whyUnknown(snapshot: Snapshot, token: string, hash: string): BearerFault['code'] {
  if (snapshot.isRevoked(hash)) return 'revoked_token'
  if (placeholder.test(token)) return 'unresolved_variable'
  return tokenChecksumHolds(token) ? 'unknown_token' : 'malformed_token'
}

function faultOf(code: BearerFault['code']): BearerFault {
  return { code, message: messages[code] }
}
