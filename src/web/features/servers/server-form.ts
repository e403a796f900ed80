import { z } from 'zod'
import { ServerName, Slug, TransportInput } from '#model/server'
import { commandWords } from './command-line.ts'

const Pair = z.object({ name: z.string(), value: z.string() })

/** What is typed to add a server; turned into a transport on submit. */
export const ServerForm = z
  .object({
    kind: z.enum(['http', 'sse', 'stdio']),
    url: z.string(),
    headers: z.array(Pair),
    command: z.string(),
    env: z.array(Pair),
    cwd: z.string(),
    name: ServerName,
    slug: z.union([z.literal(''), Slug]),
  })
  .superRefine((form, context) => {
    if (form.kind === 'stdio') {
      const words = commandWords(form.command)
      if (!words.ok) context.addIssue({ code: 'custom', path: ['command'], message: words.fault.message })
    }
    for (const { path, message } of transportFaults(form)) context.addIssue({ code: 'custom', path, message })
  })
export type ServerForm = z.infer<typeof ServerForm>

export const emptyServerForm: ServerForm = {
  kind: 'http',
  url: '',
  headers: [],
  command: '',
  env: [],
  cwd: '',
  name: '',
  slug: '',
}

/** The transport that a form means, not yet judged. */
export function transportOf(form: Omit<ServerForm, 'name' | 'slug'>): z.input<typeof TransportInput> {
  if (form.kind !== 'stdio') return { kind: form.kind, url: form.url.trim(), headers: record(form.headers) }
  const words = commandWords(form.command)
  const [command = '', ...args] = words.ok ? words.value : []
  const cwd = form.cwd.trim()
  return { kind: 'stdio', command, args, env: record(form.env), ...(cwd !== '' && { cwd }) }
}

function record(pairs: readonly { name: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap(({ name, value }) => (name.trim() === '' ? [] : [[name.trim(), value]])),
  )
}

interface FormFault {
  readonly path: (string | number)[]
  readonly message: string
}

/** What the model says against the transport, at the inputs that the form has for it. */
function transportFaults(form: Omit<ServerForm, 'name' | 'slug'>): readonly FormFault[] {
  const parsed = TransportInput.safeParse(transportOf(form))
  if (parsed.success) return []
  return parsed.error.issues.map((issue) => {
    const [field, key] = issue.path
    const pairs = field === 'headers' ? form.headers : field === 'env' ? form.env : undefined
    const index = pairs?.findIndex((pair) => pair.name.trim() === key) ?? -1
    if (index < 0)
      return { path: [field === 'args' ? 'command' : String(field ?? 'url')], message: issue.message }
    // A key that does not fit is told as a fault of the record, with the reason within.
    if (issue.code !== 'invalid_key') return { path: [String(field), index, 'value'], message: issue.message }
    return { path: [String(field), index, 'name'], message: issue.issues[0]?.message ?? issue.message }
  })
}
