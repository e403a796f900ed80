import { isToolDefinition } from '#mcp/list-answer'
import type { ToolDefinition } from '#mcp/tool'
import type { Dispatcher } from '#model/dispatcher'
import { isReadable } from '#policy'
import { classify } from '#risk'

/** How a tool names what it runs, as a person types it. */
export interface DispatcherFields {
  /** Empty: it runs one at a time. */
  readonly each: string
  readonly name: string
  readonly inner: string
  /** Names, one a line, or the tools as JSON. */
  readonly actions: string
}

export function fieldsOf({
  each = '',
  name,
  arguments: inner = '',
  actions = [],
}: Dispatcher): DispatcherFields {
  return { each, name, inner, actions: actions.map(({ definition }) => definition.name).join('\n') }
}

type Actions = NonNullable<Dispatcher['actions']>

type Read =
  | { readonly ok: true; readonly dispatcher: Dispatcher }
  | { readonly ok: false; readonly field: keyof DispatcherFields; readonly message: string }

/** What was typed; an action that was known before keeps its definition where only its name is given. */
export function dispatcherOf(tool: string, fields: DispatcherFields, before: Dispatcher | undefined): Read {
  const each = fields.each.trim()
  const name = fields.name.trim()
  const inner = fields.inner.trim()
  const definitions = definitionsIn(fields.actions)
  if (definitions === undefined)
    return { ok: false, field: 'actions', message: 'This begins like JSON and is no list of tools or names.' }
  const known = new Map(before?.actions?.map((action) => [action.definition.name, action]))
  const actions = definitions.map((definition) => {
    const isName = Object.keys(definition).length === 1
    return (
      (isName ? known.get(definition.name) : undefined) ?? {
        definition,
        category: classify(definition).category,
      }
    )
  })
  const dispatcher: Dispatcher = {
    tool,
    ...(each !== '' && { each }),
    name,
    ...(inner !== '' && { arguments: inner }),
    ...(actions.length > 0 && { actions }),
  }
  return readable(dispatcher)
}

function readable(dispatcher: Dispatcher): Read {
  if (isReadable(dispatcher)) return { ok: true, dispatcher }
  const { tool, each, name } = dispatcher
  if (each !== undefined && !isReadable({ tool, name: each }))
    return { ok: false, field: 'each', message: 'Write where the list is, such as `args.operations`.' }
  const example = each === undefined ? '`args.action`' : '`tool`'
  if (!isReadable({ tool, name, ...(each !== undefined && { each }) }))
    return { ok: false, field: 'name', message: `Write where the name is, such as ${example}.` }
  const inside = each === undefined ? '`args.params`' : '`arguments`'
  return { ok: false, field: 'inner', message: `Write where the arguments are, such as ${inside}.` }
}

/** The actions of a pasted JSON list; undefined for any other text. */
export function pastedActions(text: string): Actions | undefined {
  if (!isJson(text)) return undefined
  return definitionsIn(text)?.map((definition) => ({ definition, category: classify(definition).category }))
}

/** A list of names with some more at its end. */
export function withNames(text: string, actions: Actions): string {
  const names = actions.map(({ definition }) => definition.name)
  return [...new Set([...linesOf(text), ...names])].join('\n')
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text)
}

/** Each name once. Undefined for JSON that is no list of tools. */
function definitionsIn(text: string): ToolDefinition[] | undefined {
  const found = isJson(text) ? listed(text) : linesOf(text).map((name) => ({ name }))
  return found && [...new Map(found.map((one) => [one.name, one])).values()]
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/\s*,$/, ''))
    .filter((line) => line !== '')
}

function listed(text: string): ToolDefinition[] | undefined {
  const json = parsed(text)
  const list: unknown = typeof json === 'object' && json !== null && 'tools' in json ? json.tools : json
  if (!Array.isArray(list)) return undefined
  const tools: ToolDefinition[] = []
  for (const one of list) {
    if (typeof one === 'string' && one !== '') tools.push({ name: one })
    else if (isToolDefinition(one)) tools.push(one)
    else return undefined
  }
  return tools
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
