import { z } from 'zod'
import { Me } from '#contract/accounts'
import { ApprovalCard } from '#contract/approvals'
import { type commonFaults, FaultBody, type FaultCode, faultStatuses } from '#contract/fault'
import { groups } from '#contract/groups'
import { LiveEvent } from '#contract/live'
import { PolicySummary } from '#contract/policies'
import type { Access, Route } from '#contract/route'
import { DiscoverEvent, ProbeEvent, ServerSummary } from '#contract/servers'
import { Call } from '#model/activity'
import { Approval } from '#model/approval'
import { Grant } from '#model/grant'
import { Inventory } from '#model/inventory'
import { Member } from '#model/member'
import { Draft, Revision } from '#model/policy'
import { TransportInput } from '#model/server'
import { Workspace } from '#model/workspace'
import type { Json, JsonObject } from '#std/json'

/** The nouns that get a name in the document; all else stands where it is used. */
const named = {
  Approval,
  ApprovalCard,
  Call,
  DiscoverEvent,
  Draft,
  FaultBody,
  Grant,
  Inventory,
  LiveEvent,
  Me,
  Member,
  PolicySummary,
  ProbeEvent,
  Revision,
  ServerSummary,
  TransportInput,
  Workspace,
}

/**
 * The OpenAPI 3.1 document of the contract. Its schemas are JSON Schema 2020-12 (OpenAPI 3.1.1, 4.3), which is what zod
 * writes by itself.
 */
export function openApi(version: string, origin: string): JsonObject {
  const schemas = createSchemas()
  const operations = Object.entries(groups).flatMap(([tag, routes]) =>
    Object.entries<Route>(routes).map(([name, route]) => ({
      route,
      operation: operationOf(route, { tag, name }, schemas),
    })),
  )
  const byPath = Map.groupBy(operations, ({ route }) => route.path)
  const paths = [...byPath].map(([path, ones]) => [
    path,
    Object.fromEntries(ones.map(({ route, operation }) => [route.method, operation])),
  ])
  return {
    openapi: '3.1.1',
    info: { title: 'Sallyport', version, description: 'The control plane: all that the dashboard does.' },
    servers: [{ url: origin }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: schemas.components(),
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sallyport.session_token' } },
    },
  }
}

interface Schemas {
  of(schema: z.ZodType, io: 'input' | 'output'): Json
  components(): JsonObject
}

function createSchemas(): Schemas {
  const metadata = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named)) metadata.add(schema, { id })
  const collected = new Map<string, Json>()
  return {
    of(schema, io) {
      // A custom type is one that zod cannot look into: anything, to a reader of the document.
      const written = z.toJSONSchema(schema, { metadata, io, unrepresentable: 'any', override: open })
      // Each schema comes with what it refers to; moved to one place, each noun stands once in the document.
      const { $schema: _, $defs, ...itself }: JsonObject = JSON.parse(moved(JSON.stringify(written), io))
      const definitions = typeof $defs === 'object' && $defs !== null ? Object.entries($defs) : []
      for (const [id, definition] of definitions) collected.set(nameOf(id, io), definition)
      return itself
    },
    components: () => Object.fromEntries([...collected].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** Answers may gain fields, and a program that was written against this document must not stumble over them. */
function open({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}

/** What a schema takes may differ from what it gives (defaults, coercions), so the two have two names. */
function nameOf(id: string, io: 'input' | 'output'): string {
  return io === 'input' ? `${id}.in` : id
}

function moved(text: string, io: 'input' | 'output'): string {
  return text.replace(/"#\/\$defs\/([^"]+)"/g, (_, id: string) => `"#/components/schemas/${nameOf(id, io)}"`)
}

function operationOf(route: Route, { tag, name }: { tag: string; name: string }, schemas: Schemas): Json {
  return {
    operationId: `${tag}.${name}`,
    tags: [tag],
    summary: route.summary,
    ...(route.access.kind !== 'public' && {
      security: [{ session: [] }],
      description: accessInWords(route.access),
    }),
    parameters: [
      ...parametersOf(route.params, 'path', schemas),
      ...parametersOf(route.query, 'query', schemas),
    ],
    ...(route.body !== undefined && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemas.of(route.body, 'input') } },
      },
    }),
    responses: responsesOf(route, schemas),
  }
}

function accessInWords(access: Access): string {
  if (access.kind !== 'member') return 'For everybody who is signed in.'
  const whose = access.of === 'workspace' ? 'the workspace' : `the workspace of the ${access.of}`
  return `For members of ${whose} whose role grants \`${access.permission}\`.`
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query', schemas: Schemas): Json[] {
  if (schema === undefined) return []
  const written = schemas.of(schema, 'input')
  if (typeof written !== 'object' || written === null || !('properties' in written)) return []
  const required = Array.isArray(written['required']) ? written['required'] : []
  return Object.entries(written['properties'] ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function responsesOf(route: Route, schemas: Schemas): JsonObject {
  const type = route.stream === true ? 'text/event-stream' : 'application/json'
  const good: JsonObject =
    route.answer === undefined
      ? { 204: { description: 'Done.' } }
      : {
          200: {
            description: route.stream === true ? 'Events; each `data` is one of these.' : 'Done.',
            content: { [type]: { schema: schemas.of(route.answer, 'output') } },
          },
        }
  const faults = Map.groupBy(faultsOf(route), (code) => faultStatuses[code])
  const refusals = [...faults].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/json': { schema: schemas.of(FaultBody, 'output') } },
    },
  ])
  return { ...good, ...Object.fromEntries(refusals) }
}

/** The faults that a route can answer with: its own, and of the common ones those that fit it. */
function faultsOf(route: Route): FaultCode[] {
  const isChange = route.method !== 'get'
  const fits: Readonly<Record<keyof typeof commonFaults, boolean>> = {
    invalid: route.body !== undefined || route.query !== undefined,
    unauthenticated: route.access.kind !== 'public',
    forbidden: route.access.kind === 'member' && route.access.permission !== 'view',
    not_found: route.access.kind === 'member',
    conflict: false,
    stale: false,
    too_large: route.body !== undefined,
    too_many: isChange && (route.access.kind === 'public' || route.stream === true),
    cross_site: true,
    internal: true,
  }
  const common = Object.entries(fits).flatMap(([code, isFitting]) => (isFitting ? [code] : []))
  return [...common, ...(route.faults ?? [])].filter(isFaultCode)
}

function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(faultStatuses, code)
}
