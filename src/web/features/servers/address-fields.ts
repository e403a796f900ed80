import { z } from 'zod'
import { type Transport, TransportInput } from '#model/server'
import type { ServerChanges } from '#web/data/servers.ts'
import { commandWords, printCommand } from './command-line.ts'

const Secret = z.object({
  name: z.string().trim().min(1),
  value: z.string(),
  /** It is in the vault under this name already. */
  stored: z.boolean(),
  /** The stored value stays. */
  kept: z.boolean(),
})

/** The upstream's address as a form: an URL or a command line, and secrets by name. */
export const AddressFields = z
  .object({
    kind: z.enum(['http', 'sse', 'stdio', 'demo']),
    address: z.string(),
    cwd: z.string(),
    isShared: z.boolean(),
    secrets: z.array(Secret),
  })
  .superRefine((fields, context) => {
    for (const { path, message } of faultsOf(fields)) context.addIssue({ code: 'custom', path, message })
  })
export type AddressFields = z.infer<typeof AddressFields>

const stored = (name: string) => ({ name, value: '', stored: true, kept: true })

export function fieldsOf(transport: Transport): AddressFields {
  switch (transport.kind) {
    case 'http':
    case 'sse':
      return {
        kind: transport.kind,
        address: transport.url,
        cwd: '',
        isShared: false,
        secrets: transport.headerNames.map(stored),
      }
    case 'stdio':
      return {
        kind: 'stdio',
        address: printCommand([transport.command, ...transport.args]),
        cwd: transport.cwd ?? '',
        isShared: transport.isShared === true,
        secrets: transport.envNames.map(stored),
      }
    case 'demo':
      return { kind: 'demo', address: '', cwd: '', isShared: false, secrets: [] }
  }
}

/** What the API is told: null keeps a stored value, a name that is left out is removed. */
export function changesOf(fields: AddressFields): NonNullable<ServerChanges['transport']> {
  const secrets = Object.fromEntries(
    fields.secrets.map(({ name, value, kept }) => [name.trim(), kept ? null : value]),
  )
  if (fields.kind !== 'stdio')
    return { kind: fields.kind === 'sse' ? 'sse' : 'http', url: fields.address.trim(), headers: secrets }
  const words = commandWords(fields.address)
  const [command = '', ...args] = words.ok ? words.value : []
  const cwd = fields.cwd.trim()
  const { isShared } = fields
  return {
    kind: 'stdio',
    command,
    args,
    env: secrets,
    ...(cwd !== '' && { cwd }),
    ...(isShared && { isShared }),
  }
}

interface FieldFault {
  readonly path: (string | number)[]
  readonly message: string
}

/** The model judges the whole transport; a kept value stands for one that it has judged before. */
function faultsOf(fields: AddressFields): readonly FieldFault[] {
  if (fields.kind === 'demo') return []
  if (fields.kind === 'stdio') {
    const words = commandWords(fields.address)
    if (!words.ok) return [{ path: ['address'], message: words.fault.message }]
  }
  const secrets = Object.fromEntries(
    fields.secrets.map(({ name, value, kept }) => [name.trim(), kept ? 'kept' : value]),
  )
  const changes = changesOf(fields)
  const parsed = TransportInput.safeParse(
    changes.kind === 'stdio' ? { ...changes, env: secrets } : { ...changes, headers: secrets },
  )
  if (parsed.success) return []
  return parsed.error.issues.map((issue) => {
    const index = fields.secrets.findIndex(({ name }) => name.trim() === issue.path[1])
    if (index < 0) return { path: ['address'], message: issue.message }
    // A key that does not fit is told as a fault of the record, with the reason within.
    if (issue.code !== 'invalid_key') return { path: ['secrets', index, 'value'], message: issue.message }
    return { path: ['secrets', index, 'name'], message: issue.issues[0]?.message ?? issue.message }
  })
}
