import type { ClientProgress } from '#model/grant'
import { isJsonObject, type Json, type JsonObject } from '#std/json'

/** What a client says of itself: shown to people, never used in a decision. */
export type Introduction = Partial<Pick<ClientProgress, 'clientName' | 'clientVersion' | 'protocolVersion'>>

/** The one in `initialize`. */
export function introductionOf(params: JsonObject | undefined): Introduction {
  return named(params?.['clientInfo'])
}

/** The one that travels with each request where there are no sessions (MCP 2026-07-28); undefined when there is none. */
export function envelopeOf(params: JsonObject | undefined): Introduction | undefined {
  const meta = params?.['_meta']
  if (!isJsonObject(meta)) return undefined
  const info = meta['io.modelcontextprotocol/clientInfo']
  if (info === undefined) return undefined
  const version = meta['io.modelcontextprotocol/protocolVersion']
  return { ...named(info), ...(typeof version === 'string' && { protocolVersion: version.slice(0, most) }) }
}

const most = 200

function named(info: Json | undefined): Introduction {
  if (!isJsonObject(info)) return {}
  const { name, version } = info
  return {
    ...(typeof name === 'string' && { clientName: name.slice(0, most) }),
    ...(typeof version === 'string' && { clientVersion: version.slice(0, most) }),
  }
}
